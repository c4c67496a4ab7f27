"""Fits the coefficients of vector.rs: polynomials and rational functions of smallest relative error.

    python3 -m pip install numpy scipy
    python3 src/mix/fused/coefficients.py

Lawson's method: a least-squares fit whose weights grow where the error is large, until it is the same everywhere.
For a rational function P/Q the equation P - f*Q = 0 is fitted, weighted by the last Q (Sanathanan & Koerner).
"""

import numpy as np
from scipy.special import erf

ROUNDS = 600


def fit(f, numerator, denominator, x, weight):
    """Coefficients of sum(numerator) / (1 + sum(denominator)) near f at x, and the largest weighted error."""
    powers = np.stack([x**k for k in numerator], 1)
    below = np.stack([x**k for k in denominator], 1) if denominator else np.empty((len(x), 0))
    lawson, q, best = np.ones_like(x), np.ones_like(x), (np.inf, None)
    for _ in range(ROUNDS):
        scale = np.sqrt(lawson) * weight / np.abs(q)
        system = np.concatenate([powers, -f[:, None] * below], 1) * scale[:, None]
        found = np.linalg.lstsq(system, f * scale, rcond=1e-17)[0]
        p, q = powers @ found[: len(numerator)], 1 + below @ found[len(numerator) :]
        error = np.abs((p / q - f) * weight)
        if error.max() < best[0]:
            best = (error.max(), found)
        lawson *= (error / error.max()) ** 0.7
        lawson = lawson / lawson.max() + 1e-13
    return best


def show(name, f, numerator, denominator, x, weight, end=1.0):
    """Fits in x / end, so that powers stay near 1, and prints the coefficients in x."""
    error, found = fit(f, numerator, denominator, x / end, weight)
    found = found / np.array([end**k for k in [*numerator, *denominator]])
    print(f"{name}: largest relative error {error:.1e}")
    print("   ", [str(np.float32(value)) for value in found])


def main():
    r = np.cos(np.linspace(0, np.pi, 4001)) * np.log(2) / 2 * 1.0001
    show("e^r = 1 + r + r^2 * ...", np.expm1(r) / r**2 - 1 / r, range(5), [], r, r**2 * np.exp(-r))
    even = lambda last, first=0: [2 * k for k in range(first, last + 1)]
    x = np.concatenate([np.linspace(1e-3, 1, 8001) * 9, np.linspace(1e-3, 1.5, 3000)])
    show("tanh x = x * ... / (1 + ...)", np.tanh(x) / x, even(4), even(4, 1), x, x / np.tanh(x), 9.0)
    x = np.linspace(1e-3, 1, 8001) * 5.7
    f = erf(x / np.sqrt(2)) / x
    show("erf(x / sqrt 2) = x * ... / (1 + ...)", f, even(5), even(5, 1), x, 1 / f, 5.7)
    s = np.linspace(1e-3, 1.0001 / 3, 4001)
    f = 2 * np.arctanh(s)
    show("2 artanh s = 2 s + s^3 * ...", (f / s - 2) / s**2, even(3), [], s, s**3 / f)
    r = np.linspace(1e-3, np.pi / 2 * 1.0001, 4001)
    show("sin r = r + r^3 * ...", (np.sin(r) / r - 1) / r**2, even(3), [], r, r**3 / np.sin(r))
    show("cos r = 1 + r^2 * ... (absolute)", (np.cos(r) - 1) / r**2, even(4), [], r, r**2)
    z = np.linspace(1e-3, 1, 4001)
    show("arctan z = z + z^3 * ...", (np.arctan(z) / z - 1) / z**2, even(7), [], z, z**3 / np.arctan(z))


if __name__ == "__main__":
    main()
