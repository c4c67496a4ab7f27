"""Tests of setup.py. No network: pip is a stand-in, or the real one over a folder of small made-up wheels."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent
NAME = "libtorch-2.11.0"

# Stands in for `python -m pip`: does what STAND_IN says, with the wheels in the folder WHEELS.
STAND_IN_PIP = """
import os, pathlib, shutil, signal, sys
folder = pathlib.Path(sys.argv[sys.argv.index("--dest") + 1])
what = os.environ["STAND_IN"]
wheels = sorted(pathlib.Path(os.environ["WHEELS"]).glob("*.whl"))
if what == "good":
    for wheel in wheels:
        shutil.copy(wheel, folder)
elif what == "half":
    for wheel in wheels:
        (folder / wheel.name).write_bytes(wheel.read_bytes()[: wheel.stat().st_size // 2])
elif what == "hang":
    (folder / "half.whl").write_bytes(b"half")
    print("hanging", flush=True)
    signal.pause()
else:
    (folder / "half.whl").write_bytes(b"half")
    sys.exit(what)
"""


def make_wheels(folder: Path) -> None:
    """Writes three small wheels that are shaped like the real ones; the two libraries that are linked are real."""
    for name in ("libtorch_cpu.so", "libc10.so"):
        subprocess.run(["cc", "-shared", "-o", str(folder / name), "-x", "c", "/dev/null"], check=True)
    nothing = b"a library"
    torch = {f"torch/lib/{name}": (folder / name).read_bytes() for name in ("libtorch_cpu.so", "libc10.so")}
    for name in ("libgomp.so.1", "libtorch_global_deps.so", "libtorch.so"):
        torch[f"torch/lib/{name}"] = nothing
    torch["torch/include/torch/csrc/api/include/torch/torch.h"] = b"// a header"
    torch["torch/nn.py"] = b"# not taken"
    make_wheel(folder, "torch", "2.11.0", "cp311-cp311-manylinux_2_28_x86_64", torch)
    runtime, cupti = ({f"nvidia/cu13/lib/{name}.so.13": nothing} for name in ("libcudart", "libcupti"))
    make_wheel(folder, "nvidia_cuda_runtime", "13.0.96", "py3-none-manylinux2014_x86_64", runtime)
    make_wheel(folder, "nvidia_cuda_cupti", "13.0.85", "py3-none-manylinux_2_25_x86_64", cupti)


def make_wheel(folder: Path, name: str, version: str, tag: str, files: dict) -> None:
    """Writes one wheel."""
    about = f"{name}-{version}.dist-info"
    files = dict(files)
    files[f"{about}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    files[f"{about}/WHEEL"] = f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
    with zipfile.ZipFile(folder / f"{name}-{version}-{tag}.whl", "w") as wheel:
        for path, content in files.items():
            wheel.writestr(path, content)


STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
DEADLINE = 120  # Seconds after which a set-up that should have ended is an error.


def hear_signals():
    """What runs in the background inherits that Ctrl-C is ignored; a set-up that is tested must hear it."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_DFL)


class SetupTest(unittest.TestCase):
    """A checkout of its own with a cache of its own, where setup.py runs as users run it."""

    @classmethod
    def setUpClass(cls):
        cls.wheels = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.wheels)
        make_wheels(cls.wheels)

    def setUp(self):
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        (self.root / "scripts").mkdir()
        for name in ("setup.py", "libtorch.txt"):
            shutil.copy(SCRIPTS / name, self.root / "scripts")
        (self.root / "pip").mkdir()
        (self.root / "pip" / "__init__.py").touch()  # Without it python would prefer the real pip.
        (self.root / "pip" / "__main__.py").write_text(STAND_IN_PIP)
        self.cache = self.root / "cache"
        self.libtorch = self.cache / "actsearch" / NAME
        self.config = self.root / ".cargo" / "config.toml"

    def environment(self, pip="good", **changes):
        """A plain environment; a change to None takes a variable out."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIBTORCH", "VIRTUAL_ENV"))}
        kept.update(XDG_CACHE_HOME=str(self.cache), PYTHONPATH=str(self.root), STAND_IN=pip, WHEELS=str(self.wheels))
        kept.update(PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)  # No test may reach the network.
        kept.update(changes)
        return {name: value for name, value in kept.items() if value is not None}

    def start(self, **environment):
        command = [sys.executable, str(self.root / "scripts" / "setup.py")]
        return subprocess.Popen(
            command, env=self.environment(**environment), stderr=subprocess.PIPE, text=True, preexec_fn=hear_signals
        )

    def run_setup(self, **environment):
        """Runs setup.py to its end; returns the exit code and what it said."""
        with self.start(**environment) as process:
            said = process.communicate(timeout=DEADLINE)[1]
        return process.returncode, said

    def assert_works(self, **environment):
        code, said = self.run_setup(**environment)
        self.assertEqual(code, 0, said)
        return said

    def assert_fails(self, saying, **environment):
        """It fails, says so without a traceback, names the ways out and leaves nothing behind."""
        before = self.files()
        code, said = self.run_setup(**environment)
        self.assertEqual(code, 1, said)
        self.assertIn(saying, said)
        self.assertIn("LIBTORCH_USE_PYTORCH=1", said)
        self.assertNotIn("Traceback", said)
        self.assertEqual(self.files(), before)

    def files(self):
        """Every file of the checkout and its cache."""
        return sorted(str(path) for path in self.root.rglob("*") if path.is_file())

    def real_pip(self):
        """The environment under which the real pip sees nothing but our wheels."""
        return dict(PYTHONPATH=None, PIP_FIND_LINKS=str(self.wheels))


class OurOwnCopy(SetupTest):
    def test_a_new_machine_gets_libtorch_and_cargo_learns_where_it_is(self):
        self.assert_works()
        libraries = sorted(path.name for path in (self.libtorch / "lib").iterdir())
        self.assertEqual(libraries, [
            "libc10.so", "libcudart.so.13", "libcupti.so.13", "libgomp.so", "libgomp.so.1", "libtorch.so",
            "libtorch_cpu.so", "libtorch_global_deps.so",
        ])
        self.assertEqual((self.libtorch / "build-version").read_text(), "2.11.0\n")
        self.assertTrue((self.libtorch / "include/torch/csrc/api/include/torch/torch.h").is_file())
        self.assertIn(f'[env.LIBTORCH]\nvalue = "{self.libtorch}"\nforce = false\n', self.config.read_text())

    def test_only_the_copy_is_left_in_the_cache(self):
        self.assert_works()
        self.assertEqual([path.name for path in self.libtorch.parent.iterdir()], [NAME])

    def test_the_shell_library_is_ours_and_needs_both_libraries(self):
        self.assert_works()
        shell = (self.libtorch / "lib" / "libtorch.so").read_bytes()
        for name in (b"libtorch_cpu.so\0", b"libc10.so\0", b"$ORIGIN\0"):
            self.assertIn(name, shell)

    def test_a_second_run_says_and_does_nothing(self):
        self.assert_works()
        before = self.files()
        self.assertEqual(self.assert_works(pip="must not be asked"), "")
        self.assertEqual(self.files(), before)

    def test_a_copy_that_lost_a_file_is_made_again(self):
        self.assert_works()
        for name in ("build-version", "sizes.json", "lib/libc10.so", "lib/libtorch.so", "lib/libgomp.so.1",
                     "include/torch/csrc/api/include/torch/torch.h"):
            with self.subTest(name):
                (self.libtorch / name).unlink()
                self.assertIn("downloading", self.assert_works())
                self.assertTrue((self.libtorch / name).is_file())

    def test_a_library_cut_short_is_noticed(self):
        self.assert_works()
        whole = (self.libtorch / "lib/libtorch_cpu.so").read_bytes()
        (self.libtorch / "lib/libtorch_cpu.so").write_bytes(whole[:100])
        self.assert_works()
        self.assertEqual((self.libtorch / "lib/libtorch_cpu.so").read_bytes(), whole)

    def test_what_a_killed_set_up_left_is_removed(self):
        stale = self.libtorch.parent / f"{NAME}.partial-killed"
        stale.mkdir(parents=True)
        (stale / "half.whl").write_bytes(b"half")
        self.assert_works()
        self.assertFalse(stale.exists())

    def test_four_set_ups_at_once_all_end_well(self):
        processes = [self.start() for _ in range(4)]
        ends = [(process.communicate()[1], process.returncode) for process in processes]
        self.assertEqual([code for _, code in ends], [0] * 4, ends)
        self.assertEqual(sum("downloading" in said for said, _ in ends), 1, ends)
        self.assertEqual([path.name for path in self.libtorch.parent.iterdir()], [NAME])


class Failures(SetupTest):
    def test_pip_that_fails_is_quoted(self):
        self.assert_fails("connection reset", pip="ERROR: connection reset")

    def test_a_missing_pip_is_named(self):
        (self.root / "pip" / "__main__.py").write_text("import sys; sys.exit('python3: No module named pip')")
        self.assert_fails("apt install python3-pip")

    def test_half_a_file_is_refused(self):
        self.assert_fails("no sound wheel", pip="half")

    def test_a_missing_compiler_is_noticed_before_the_download(self):
        self.assert_fails("no C compiler `no-such-cc`", CC="no-such-cc", pip="must not be asked")

    def test_a_compiler_that_fails_is_quoted(self):
        self.assert_fails("could not link libtorch.so", CC="false")

    def test_a_failure_keeps_a_broken_copy_for_the_next_try(self):
        self.assert_works()
        (self.libtorch / "lib/libc10.so").unlink()
        self.assert_fails("no route", pip="ERROR: no route")
        self.assert_works()

    def test_ctrl_c_and_a_polite_kill_leave_nothing_behind(self):
        for number in STOPPING:
            with self.subTest(number), self.start(pip="hang") as process:
                self.assertTrue(any("hanging" in line for line in iter(process.stderr.readline, "")))
                self.assertEqual(len(list(self.libtorch.parent.glob("*.partial-*"))), 1)
                process.send_signal(number)
                self.assertIn("nothing was left behind", process.communicate(timeout=DEADLINE)[1])
                self.assertEqual(process.returncode, 130)
                self.assertEqual(list(self.libtorch.parent.iterdir()), [])

    def test_another_platform_is_told_what_to_do(self):
        patch = "import platform; platform.machine = lambda: 'aarch64'"
        (self.root / "sitecustomize.py").write_text(patch)
        self.assert_fails("no ready libtorch for Linux aarch64", pip="must not be asked")

    def test_an_old_glibc_is_told_what_to_do(self):
        (self.root / "sitecustomize.py").write_text("import platform; platform.libc_ver = lambda: ('glibc', '2.17')")
        self.assert_fails("only for Linux x86_64 glibc 2.28 or newer", pip="must not be asked")


class RealPip(SetupTest):
    def test_pip_takes_the_pinned_files(self):
        pins = [wheel.name.split("-")[:2] + [hashlib.sha256(wheel.read_bytes()).hexdigest()]
                for wheel in self.wheels.glob("*.whl")]
        lines = [f"{name}=={version} --hash=sha256:{digest}\n" for name, version, digest in pins]
        (self.root / "scripts" / "libtorch.txt").write_text("".join(lines))
        self.assert_works(**self.real_pip())

    def test_a_file_with_another_hash_is_refused(self):
        self.assert_fails("is not the pinned one", **self.real_pip())

    def test_a_file_that_is_not_to_be_had_is_named(self):
        self.assert_fails("reachable package index", **dict(self.real_pip(), PIP_FIND_LINKS=str(self.root)))


class OwnLibtorch(SetupTest):
    def make_own(self, files):
        own = self.root / "own"
        (own / "lib").mkdir(parents=True)
        for name, text in files.items():
            (own / name).parent.mkdir(parents=True, exist_ok=True)
            (own / name).write_text(text)
        return str(own)

    def assert_untouched(self):
        self.assertFalse(self.cache.exists())
        self.assertFalse(self.config.exists())

    def test_the_right_version_is_taken_and_nothing_is_written(self):
        for version in ("2.11.0", "2.11.0+cpu\n", "2.11.0+cu130"):
            with self.subTest(version):
                own = self.make_own({"build-version": version})
                self.assertEqual(self.assert_works(LIBTORCH=own, pip="must not be asked"), "")
                self.assert_untouched()
                shutil.rmtree(own)

    def test_a_wrong_version_is_named_with_the_right_one(self):
        own = self.make_own({"build-version": "2.10.0+cpu\n"})
        self.assert_fails("has version 2.10.0+cpu, but 2.11.0 is needed", LIBTORCH=own)

    def test_the_headers_tell_the_version_where_no_file_does(self):
        numbers = {"MAJOR": 2, "MINOR": 13, "PATCH": 0}
        header = "".join(f"#define TORCH_VERSION_{part} {number}\n" for part, number in numbers.items())
        own = self.make_own({"include/torch/headeronly/version.h": header})
        self.assert_fails("has version 2.13.0, but 2.11.0 is needed", LIBTORCH=own)

    def test_an_unknown_version_is_left_to_the_build(self):
        self.assert_works(LIBTORCH=self.make_own({}))

    def test_the_check_can_be_switched_off_as_in_torch_sys(self):
        self.assert_works(LIBTORCH=self.make_own({"build-version": "2.10.0"}), LIBTORCH_BYPASS_VERSION_CHECK="1")

    def test_a_folder_without_libraries_is_refused(self):
        self.assert_fails("there is no folder", LIBTORCH=str(self.root / "nowhere"))

    def test_a_relative_folder_is_refused(self):
        self.assert_fails("relative path", LIBTORCH="libtorch")

    def own_python(self, answer):
        """A folder with a python3 that answers every question with `answer`."""
        python = self.root / "bin" / "python3"
        python.parent.mkdir(exist_ok=True)
        python.write_text(f"#!/bin/sh\n{answer}\n")
        python.chmod(0o755)
        return dict(LIBTORCH_USE_PYTORCH="1", PATH=f"{python.parent}{os.pathsep}{os.environ['PATH']}")

    def test_the_installed_pytorch_is_taken(self):
        self.assertEqual(self.assert_works(**self.own_python("echo 2.11.0+cu130")), "")
        self.assert_untouched()

    def test_another_pytorch_is_named_with_the_right_one(self):
        self.assert_fails("has version 2.9.1, but 2.11.0 is needed", **self.own_python("echo 2.9.1"))

    def test_no_pytorch_at_all_is_said(self):
        self.assert_fails("has no torch", **self.own_python("exit 1"))


class CargoConfig(SetupTest):
    def setUp(self):
        super().setUp()
        self.config.parent.mkdir()

    def test_what_the_user_wrote_is_kept_and_the_block_is_renewed_in_place(self):
        mine = "[build]\njobs = 2\n\n[env]\nMINE = \"1\"\n"
        self.config.write_text(mine)
        self.assert_works()
        both = self.config.read_text()
        self.assertTrue(both.startswith(mine))
        self.config.write_text(both + "\n[net]\nretry = 3\n")
        moved = self.root / "moved"
        self.assert_works(XDG_CACHE_HOME=str(moved))
        renewed = both.replace(str(self.cache), str(moved))
        self.assertEqual(self.config.read_text(), renewed + "\n[net]\nretry = 3\n")

    def test_a_last_line_without_an_end_is_not_run_together_with_the_block(self):
        self.config.write_text("[build]\njobs = 2")
        self.assert_works()
        self.assertTrue(self.config.read_text().startswith("[build]\njobs = 2\n# >>>"))

    def test_a_libtorch_of_the_user_s_own_in_the_file_is_left_alone(self):
        mine = "[env]\nLIBTORCH = \"/srv/libtorch\"\n"
        self.config.write_text(mine)
        self.assertIn("left as it is", self.assert_works())
        self.assertEqual(self.config.read_text(), mine)

    def test_a_comment_about_libtorch_is_only_a_comment(self):
        self.config.write_text("# LIBTORCH is below\n")
        self.assert_works()
        self.assertIn("[env.LIBTORCH]", self.config.read_text())

    def test_an_env_in_one_line_cannot_be_joined(self):
        self.assert_works()
        mine = "env = {MINE = \"1\"}\n"
        self.config.write_text(mine)
        self.assert_fails("write it as a table `[env]`")
        self.assertEqual(self.config.read_text(), mine)

    def test_a_lost_config_is_written_again_without_a_download(self):
        self.assert_works()
        self.config.unlink()
        self.assertEqual(self.assert_works(pip="must not be asked"), "")
        self.assertTrue(self.config.is_file())

    def test_a_folder_with_quotes_and_blanks_is_written_as_toml_wants_it(self):
        odd = self.root / 'a "cache" ü'
        self.assert_works(XDG_CACHE_HOME=str(odd))
        value = json.dumps(str(odd / "actsearch" / NAME), ensure_ascii=False)
        self.assertIn(f"value = {value}\n", self.config.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
