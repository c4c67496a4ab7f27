"""Makes the PyTorch of the package index, which is built for CUDA, load without CUDA.

`libtorch_python.so` is linked to `libtorch_cuda.so`, and that to gigabytes of libraries of CUDA. On a machine without
a GPU none of it is ever called. Each library that is not wanted is replaced by a small one that has the same name and
defines the symbols that `libtorch_python.so` asks for: functions that return 0, zeroed data, and complete type
information, because the bindings ask types for their names. What computes on the CPU, `libtorch_cpu.so`, is untouched.
"""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

# The library that is replaced because it needs all of CUDA.
CUDA_HALF = "libtorch_cuda.so"
# Libraries that nothing provides, with the beginning of the names of their functions.
MISSING = {"libcudnn.so.9": "cudnn", "libcufile.so.0": "cuFile"}
# Who asks for their symbols.
ASKING = ["libtorch_python.so", "libtorch.so"]
# Functions that are called as soon as `libtorch_python.so` is loaded, which writes to what they return a reference to.
REFERENCES = ["_ZN4c10d15get_gil_checkerEv"]
# Constructors of objects that newer versions make and drop as soon as `libtorch_python.so` is loaded: whoever drops one
# looks for its functions in a table.
CONSTRUCTORS = ["_ZN4c10d16ProcessGroupNCCL7OptionsC1Eb"]
# Without `libtorch_cuda.so` these are never opened.
UNUSED = ["libtorch_cuda_linalg.so", "libtorch_nvshmem.so", "libcaffe2_nvrtc.so"]


def put_in(lib: Path) -> None:
    """Replaces the libraries in torch's folder `lib`."""
    asked: dict[str, str] = {}
    for name in ASKING:
        asked.update((symbol, version) for symbol, version, _ in symbols(lib / name, "--undefined-only"))
    defined: dict[str, str] = {}
    for name in [CUDA_HALF, *UNUSED]:
        defined.update((symbol, kind) for symbol, _, kind in symbols(lib / name, "--defined-only"))
    build(lib / CUDA_HALF, {symbol: defined[symbol] for symbol in asked if symbol in defined}, {})
    for name, beginning in MISSING.items():
        wanted = {symbol: version for symbol, version in asked.items() if symbol.startswith(beginning)}
        build(lib / name, dict.fromkeys(wanted, "T"), wanted)
    for name in UNUSED:
        (lib / name).unlink(missing_ok=True)
    (lib.parent.parent / "sitecustomize.py").write_text(NO_KERNELS)


def symbols(library: Path, which: str) -> list[tuple[str, str, str]]:
    """The dynamic symbols of a library: name, version if it has one, and the letter that `nm` has for its kind."""
    command = ["nm", "--dynamic", "--format=posix", which, str(library)]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    split = [(line.split()[0].partition("@"), line.split()[1]) for line in lines]
    return [(name, version.lstrip("@"), kind) for (name, _, version), kind in split]


def build(library: Path, wanted: dict[str, str], versions: dict[str, str]) -> None:
    """Builds a library of that name that defines symbols of these kinds and versions, and moves it into its place."""
    compiler = shlex.split(os.environ.get("CC", "")) or ["cc"]
    with tempfile.TemporaryDirectory(dir=library.parent) as folder:
        source, script, built = (Path(folder) / name for name in ("symbols.s", "versions.map", library.name))
        source.write_text("".join(definition(symbol, kind) for symbol, kind in sorted(wanted.items())) + TAIL)
        command = [*compiler, "-shared", "-o", str(built), f"-Wl,-soname,{library.name}", str(source)]
        if any(versions.values()):
            script.write_text(version_script(versions))
            command.append(f"-Wl,--version-script={script}")
        # The type information points into the C++ runtime, which the asking library has loaded already.
        subprocess.run([*command, "-Wl,--unresolved-symbols=ignore-all"], check=True)
        built.replace(library)


def version_script(versions: dict[str, str]) -> str:
    """What tells the linker which symbol has which version."""
    of: dict[str, list[str]] = {}
    for symbol, version in versions.items():
        of.setdefault(version, []).append(symbol)
    return "".join(f"{version} {{ global: {'; '.join(names)}; }};\n" for version, names in of.items())


# Newer versions put kernels of Python over those of CUDA, which are not there. Python runs this file before everything else.
NO_KERNELS = """import os

os.environ.setdefault("TORCH_PYTHON_NATIVE_USER_GRAPH_ORDER_FN", "sitecustomize.no_kernels")


def no_kernels(_operator, _device, _kernels):
    return []
"""
# An object whose table has functions that return 0, and type information.
CONSTRUCTOR = """.data
.balign 8
1: .asciz "4None"
.balign 8
2: .quad _ZTVN10__cxxabiv117__class_type_infoE+16, 1b
.quad 0, 2b
3: .rept 64
.quad 4f
.endr
.text
4: xorl %eax, %eax
ret
{symbol}: leaq 3b(%rip), %rax
movq %rax, (%rdi)
ret
"""
# The stack need not be executable.
TAIL = '.section .note.GNU-stack,"",@progbits\n'


def definition(symbol: str, kind: str) -> str:
    """One symbol in assembly language (x86-64): type information, a function, or data."""
    head = f".globl {symbol}\n"
    if symbol.startswith("_ZTI"):
        name = f'.section .rodata\n1: .asciz "{symbol[4:]}"\n'
        body = ".quad _ZTVN10__cxxabiv117__class_type_infoE+16, 1b"
        return f"{name}{head}.data\n.balign 8\n.type {symbol},@object\n{symbol}: {body}\n.size {symbol}, 16\n"
    if symbol in REFERENCES:
        return f"{head}.bss\n.balign 8\n2: .zero 64\n.text\n{symbol}: leaq 2b(%rip), %rax\nret\n"
    if symbol in CONSTRUCTORS:
        return f"{head}.type {symbol},@function\n" + CONSTRUCTOR.format(symbol=symbol)
    if kind in "TWi":
        return f"{head}.text\n.type {symbol},@function\n{symbol}: xorl %eax, %eax\nret\n"
    return f"{head}.bss\n.balign 16\n.type {symbol},@object\n{symbol}: .zero 4096\n.size {symbol}, 4096\n"
