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


def base(name: str, parameters: dict, x: float) -> float:
    """f(x) of a base, from the formulas that `actsearch activations` lists."""
    sigmoid = 1 / (1 + math.exp(-x))
    values = {
        "identity": lambda: x,
        "sigmoid": lambda: sigmoid,
        "tanh": lambda: math.tanh(x),
        "softsign": lambda: x / (1 + abs(x)),
        "relu": lambda: max(0.0, x),
        "leaky_relu": lambda: x if x > 0 else parameters["slope"] * x,
        "elu": lambda: x if x > 0 else parameters["alpha"] * math.expm1(x),
        "softplus": lambda: math.log1p(math.exp(x)),
        "swish": lambda: x / (1 + math.exp(-parameters["beta"] * x)),
        "sine": lambda: math.sin(x),
    }
    return values[name]()


def mix(bases: list, alpha: list, x: float) -> float:
    """The sum over i of alpha_i * f_i(x)."""
    total = 0.0
    for entry, coefficient in zip(bases, alpha):
        name, parameters = (entry, {}) if isinstance(entry, str) else next(iter(entry.items()))
        total += coefficient * base(name, parameters, x)
    return total


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
    parts = axis(left)
    parts.append(line(lambda x: max(0.0, x), left, 'stroke="#888" stroke-dasharray="2 3"'))
    opacity = max(0.08, 1 / len(rows) ** 0.5)
    for alpha in rows:
        style = f'stroke="#b3261e" stroke-width="2" stroke-opacity="{opacity:.2f}"'
        parts.append(line(lambda x, alpha=alpha: mix(learned["mix"]["bases"], alpha, x), left, style))
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
