"""Prints known_values.txt: bases as in JSON, x, f(x) and f'(x), from definitions that share nothing with the program.

    pip install mpmath && python3 known_values.py > known_values.txt
"""

from mpmath import atan, cos, diff, exp, log, mp, mpf, ncdf, nstr, pi, sin, sqrt, tanh

mp.dps = 50

L = mpf("1.0507009873554804934193349852946")
A = mpf("1.6732632423543772848170429916717")


def clip(x, low, high):
    return min(max(x, mpf(low)), mpf(high))


def sigmoid(x):
    return 1 / (1 + exp(-x))


def relu(slope="0", top="inf", threshold="0"):
    slope, top, threshold = mpf(slope), mpf(top), mpf(threshold)

    def f(x):
        if x >= top:
            return top
        return x if x >= threshold else slope * (x - threshold)

    return f


def gelu_tanh(x):
    return x / 2 * (1 + tanh(sqrt(2 / pi) * (x + mpf("0.044715") * x**3)))


def leaky(slope):
    return lambda x: x if x > 0 else mpf(slope) * x


def elu(alpha):
    return lambda x: x if x > 0 else mpf(alpha) * (exp(x) - 1)


def celu(alpha):
    return lambda x: max(x, mpf(0)) + min(mpf(0), mpf(alpha) * (exp(x / mpf(alpha)) - 1))


def swish(beta):
    return lambda x: x * sigmoid(mpf(beta) * x)


BASES = {
    '"binary_step"': lambda x: mpf(1) if x >= 0 else mpf(0),
    '"linear"': lambda x: x,
    '{"linear":{"c":0.5}}': lambda x: x / 2,
    '"identity"': lambda x: x,
    '"sigmoid"': lambda x: (1 + tanh(x / 2)) / 2,
    '"hard_sigmoid"': lambda x: clip(x + 3, 0, 6) / 6,
    '"log_sigmoid"': lambda x: log(sigmoid(x)),
    '"tanh"': lambda x: (exp(x) - exp(-x)) / (exp(x) + exp(-x)),
    '"hard_tanh"': lambda x: clip(x, -1, 1),
    '"arctan"': atan,
    '"softsign"': lambda x: x / (1 + abs(x)),
    '"relu"': lambda x: max(x, mpf(0)),
    '{"relu":{"max_value":6.0}}': relu(top="6"),
    '{"relu":{"negative_slope":0.2,"threshold":1.0}}': relu("0.2", threshold="1"),
    '{"relu":{"max_value":2.0,"negative_slope":-0.3,"threshold":-1.5}}': relu("-0.3", "2", "-1.5"),
    '"relu6"': lambda x: clip(x, 0, 6),
    '"squared_relu"': lambda x: max(x, mpf(0)) ** 2,
    '"leaky_relu"': leaky("0.01"),
    '{"leaky_relu":{"slope":0.2}}': leaky("0.2"),
    '"prelu"': leaky("0.25"),
    '{"prelu":{"slope":-0.5}}': leaky("-0.5"),
    '"elu"': elu("1"),
    '{"elu":{"alpha":2.0}}': elu("2"),
    '"celu"': celu("1"),
    '{"celu":{"alpha":0.5}}': celu("0.5"),
    '"selu"': lambda x: L * (x if x > 0 else A * (exp(x) - 1)),
    '{"gelu":{"approximate":true}}': gelu_tanh,
    '"swish"': swish("1"),
    '{"swish":{"beta":2.5}}': swish("2.5"),
    '{"swish":{"beta":-0.75,"learned":true}}': swish("-0.75"),
    '"hard_swish"': lambda x: x * clip(x + 3, 0, 6) / 6,
    '"mish"': lambda x: x * ((1 + exp(x)) ** 2 - 1) / ((1 + exp(x)) ** 2 + 1),
    '"softplus"': lambda x: log(1 + exp(x)),
    '{"softplus":{"beta":2.0}}': lambda x: log(1 + exp(2 * x)) / 2,
    '"sine"': sin,
    '"cosine"': cos,
    '"gaussian"': lambda x: exp(-(x**2)),
    '"absolute"': abs,
    '"square"': lambda x: x**2,
    '"softmax"': lambda x: exp(x) / exp(x),
    '"gelu"': lambda x: x * ncdf(x),
}


def show(number):
    return nstr(number, 20, strip_zeros=True)


def main():
    for base, f in BASES.items():
        points = ["-6.5", "-2.25", "-0.75", "0.375", "1.75", "7.5"]
        if base == '"gelu"':
            points += [str(k / 4) for k in range(-48, 49)]
        for x in points:
            print(base, x, show(f(mpf(x))), show(diff(f, mpf(x))))


main()
