"""Reads exported Python modules without running them.

Input: a JSON list of the modules' sources. Output: for each of them the list of its
sites, in the order of ACTIVATIONS, with the constants of their classes.
"""

import ast
import json
import sys

CONSTANTS = ("BASES", "HULL", "SHARING", "COEFFICIENTS")


def sites(source):
    tree = ast.parse(source)
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    entries = next(
        node.value
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and node.target.id == "ACTIVATIONS"
    )
    return [
        {"site": ast.literal_eval(key), **constants(classes[value.id])}
        for key, value in zip(entries.keys, entries.values)
    ]


def constants(site_class):
    assigned = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in site_class.body
        if isinstance(node, ast.Assign)
    }
    learned = {name.lower(): assigned[name] for name in CONSTANTS}
    return {**learned, "parameters": assigned.get("PARAMETERS", ())}


if __name__ == "__main__":
    json.dump([sites(source) for source in json.load(sys.stdin)], sys.stdout)
