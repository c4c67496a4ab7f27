#!/usr/bin/env python3
"""Draws the activations that a trial learned, one panel for each site, as an SVG on stdout.

    actsearch show RUN --json | python3 experiments/draw.py > learned.svg

A mix that is shared by layer is one line; one per channel is a line for each channel. Plain relu is dotted beside it.
Needs nothing but python's standard library.
"""

import json
import math
import sys

WIDTH, HEIGHT, GAP = 260, 220, 24
X_RANGE, Y_RANGE = (-3.0, 3.0), (-2.0, 3.0)


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else 1 - 1 / (1 + math.exp(x))


def softplus(x: float) -> float:
    return max(0.0, x) + math.log1p(math.exp(-abs(x)))


def clip(x: float, low: float, high: float) -> float:
    return min(max(x, low), high)


def relu(x: float, negative_slope: float = 0, max_value: float = math.inf, threshold: float = 0) -> float:
    return max_value if x >= max_value else x if x >= threshold else negative_slope * (x - threshold)


def gelu(x: float, approximate: bool = False) -> float:
    cubic = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
    return x / 2 * (1 + (math.tanh(cubic) if approximate else math.erf(x / math.sqrt(2))))


def elu(x: float, alpha: float = 1) -> float:
    return x if x > 0 else alpha * math.expm1(x)


# f(x) of every base with its parameters at their defaults, from the formulas that `actsearch activations` lists. softmax is
# that of a single channel: over several it is no curve.
BASES = {
    "binary_step": lambda x, straight_through=False: float(x >= 0),
    "linear": lambda x, c=1: c * x,
    "identity": lambda x: x,
    "sigmoid": sigmoid,
    "hard_sigmoid": lambda x: clip(x / 6 + 0.5, 0, 1),
    "log_sigmoid": lambda x: -softplus(-x),
    "tanh": math.tanh,
    "hard_tanh": lambda x: clip(x, -1, 1),
    "arctan": math.atan,
    "softsign": lambda x: x / (1 + abs(x)),
    "relu": relu,
    "relu6": lambda x: clip(x, 0, 6),
    "squared_relu": lambda x: max(0, x) ** 2,
    "leaky_relu": lambda x, slope=0.01: x if x > 0 else slope * x,
    "prelu": lambda x, slope=0.25: x if x > 0 else slope * x,
    "elu": elu,
    "celu": lambda x, alpha=1: x if x > 0 else alpha * math.expm1(x / alpha),
    "selu": lambda x: 1.0507009873554805 * elu(x, 1.6732632423543772),
    "gelu": gelu,
    "swish": lambda x, beta=1, learned=False: x * sigmoid(beta * x),
    "hard_swish": lambda x: x * clip(x / 6 + 0.5, 0, 1),
    "mish": lambda x: x * math.tanh(softplus(x)),
    "softplus": lambda x, beta=1: softplus(beta * x) / beta,
    "sine": math.sin,
    "cosine": math.cos,
    "gaussian": lambda x: math.exp(-x * x),
    "absolute": abs,
    "square": lambda x: x * x,
    "softmax": lambda x: 1.0,
}
# Which parameter of a base is learned, and when.
LEARNED = {"prelu": "slope", "swish": "beta"}


def parts_of(written) -> tuple:
    """Name and parameters of a base as it is written: `"relu"`, or `{"leaky_relu": {"slope": 0.2}}`."""
    return (written, {}) if isinstance(written, str) else next(iter(written.items()))


def base(written, x: float) -> float:
    """f(x) of a base."""
    name, parameters = parts_of(written)
    return BASES[name](x, **parameters)


def with_learned(bases: list, values: list) -> list:
    """The bases with the learned parameters of one row put in."""
    values, result = iter(values), []
    for name, parameters in map(parts_of, bases):
        if name == "prelu" or parameters.get("learned"):
            parameters = {**parameters, LEARNED[name]: next(values)}
        result.append({name: parameters})
    return result


def mix(bases: list, alpha: list, x: float) -> float:
    """The sum over i of alpha_i * f_i(x)."""
    return sum(coefficient * base(written, x) for written, coefficient in zip(bases, alpha))


def line(function, left: float, style: str) -> str:
    """A function as a polyline in the panel that begins at `left`."""
    points = []
    for step in range(121):
        x = X_RANGE[0] + (X_RANGE[1] - X_RANGE[0]) * step / 120
        points.append(f"{across(x, left):.1f},{down(function(x)):.1f}")
    return f'<polyline points="{" ".join(points)}" fill="none" clip-path="url(#panel{left})" {style}/>'


def across(x: float, left: float) -> float:
    return left + WIDTH * (x - X_RANGE[0]) / (X_RANGE[1] - X_RANGE[0])


def down(y: float) -> float:
    return 30 + HEIGHT * (Y_RANGE[1] - y) / (Y_RANGE[1] - Y_RANGE[0])


def axis(left: float) -> list:
    """The frame and the lines x = 0 and y = 0, with whole numbers along them."""
    frame = f'<rect x="{left}" y="30" width="{WIDTH}" height="{HEIGHT}"'
    parts = [f'<clipPath id="panel{left}">{frame}/></clipPath>', f'{frame} fill="white" stroke="#999"/>']
    thin = 'stroke="#ccc" stroke-width="1"'
    parts.append(f'<line x1="{left}" x2="{left + WIDTH}" y1="{down(0)}" y2="{down(0)}" {thin}/>')
    parts.append(f'<line x1="{across(0, left)}" x2="{across(0, left)}" y1="30" y2="{30 + HEIGHT}" {thin}/>')
    for x in range(-3, 4):
        parts.append(f'<text x="{across(x, left):.1f}" y="{44 + HEIGHT}" text-anchor="middle" font-size="10">{x}</text>')
    for y in range(-2, 4):
        parts.append(f'<text x="{left - 4}" y="{down(y) + 3:.1f}" text-anchor="end" font-size="10">{y}</text>')
    return parts


def panel(learned: dict, left: float) -> list:
    """One site: its name, plain relu, and a line for each row of coefficients."""
    rows = learned["coefficients"]
    parameters = learned.get("parameters") or [[]] * len(rows)
    parts = axis(left)
    parts.append(line(lambda x: max(0.0, x), left, 'stroke="#888" stroke-dasharray="2 3"'))
    opacity = max(0.08, 1 / len(rows) ** 0.5)
    for alpha, values in zip(rows, parameters):
        style = f'stroke="#b3261e" stroke-width="2" stroke-opacity="{opacity:.2f}"'
        bases = with_learned(learned["mix"]["bases"], values)
        parts.append(line(lambda x, bases=bases, alpha=alpha: mix(bases, alpha, x), left, style))
    parts.append(f'<text x="{left}" y="20" font-size="13" font-weight="bold">{learned["site"]}</text>')
    return parts


def main() -> None:
    sites = json.load(sys.stdin)["learned"]
    width = GAP + len(sites) * (WIDTH + GAP)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT + 56}" font-family="sans-serif">']
    parts.append('<rect width="100%" height="100%" fill="white"/>')
    for number, learned in enumerate(sites):
        parts.extend(panel(learned, GAP + number * (WIDTH + GAP)))
    print("\n".join([*parts, "</svg>"]))


if __name__ == "__main__":
    main()
