"""The C header of the mixes, through a C and a C++ compiler."""

import os
import re
import shlex
import unittest
from pathlib import Path

import numpy

from cases import Case, Differences, cases
from program import FORMS, checked, exported

STRICT = ["-Wall", "-Wextra", "-Werror", "-Wconversion", "-pedantic"]
# The function on an array, which every site has, in the order of the sites.
ARRAY = re.compile(r"^static inline void (\w+_array)\(float \*values, (.*)\)$", re.MULTILINE)
PROGRAM = """
#include <stdio.h>
#include "activations.h"

static float values[{size}];

static void start(void)
{{
    rewind(stdin);
    if (fread(values, sizeof(float), {size}, stdin) != {size}) {{
        perror("reading");
    }}
}}

static void end(size_t n)
{{
    fwrite(values, sizeof(float), n, stdout);
}}

int main(void)
{{
{calls}
    return 0;
}}
"""


def compiler(variable: str, name: str) -> list[str | Path]:
    """The compiler that the user has set, or the usual one."""
    return [*(shlex.split(os.environ.get(variable, "")) or [name])]


class Mixes(unittest.TestCase):
    """The exported functions are those that were learned."""

    def test_values_are_those_of_the_reference(self) -> None:
        differences = Differences("c")
        for case in cases():
            for form in FORMS:
                self.compare(differences, case, form)
        differences.finish()

    def compare(self, differences: Differences, case: Case, form: str) -> None:
        """Calls the functions of all sites on the inputs, channel after channel."""
        folder = exported(case, form, "c")
        functions = ARRAY.findall((folder / "activations.h").read_text())
        self.assertEqual(len(functions), len(case.sites))
        x = numpy.ascontiguousarray(case.arrays["x"].T)
        calls = []
        for site, (name, parameters) in zip(case.sites, functions, strict=True):
            sizes = {"n": site.channels * x.shape[1], "channels": site.channels, "inner": x.shape[1]}
            given = ", ".join(str(sizes[word.split()[-1]]) for word in parameters.split(", "))
            calls.append(f"    start(); {name}(values, {given}); end({sizes['n']});")
        source, program = folder / "main.c", folder / "main"
        source.write_text(PROGRAM.format(size=x.size, calls="\n".join(calls)))
        checked([*compiler("CC", "cc"), "-std=c99", "-O1", *STRICT, source, "-o", program, "-lm"])
        (folder / "x").write_bytes(x.tobytes())
        checked(["sh", "-c", 'exec "$0" < "$1" > "$2"', program, folder / "x", folder / "y"])
        y = numpy.fromfile(folder / "y", dtype=numpy.float32)
        for site in case.sites:
            own, y = numpy.split(y, [site.channels * x.shape[1]])
            differences.add("value", case, site, own.reshape(site.channels, -1).T, form)

    def test_the_header_is_cpp_too(self) -> None:
        for case in cases("lenet5", "catalogue", "hostile"):
            folder = exported(case, "default", "c")
            source = folder / "main.cpp"
            source.write_text('#include "activations.h"\n#include "activations.h"\nint main() { return 0; }\n')
            checked([*compiler("CXX", "c++"), "-std=c++11", *STRICT, "-c", source, "-o", folder / "main.o"])


if __name__ == "__main__":
    unittest.main()
