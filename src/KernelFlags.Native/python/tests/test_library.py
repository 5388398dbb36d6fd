"""How the library is found, and what is said where it is not."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import kernelflags
from kernelflags._library import NAME, VARIABLE, library


class Finding(unittest.TestCase):
    """A copy of the package without the library, in a folder of its own."""

    def setUp(self) -> None:
        self._folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self._folder)
        shutil.copytree(Path(kernelflags.__file__).parent, self._folder / "kernelflags", ignore=shutil.ignore_patterns("*.so", "__pycache__"))

    def _run(self, **environment: str) -> "subprocess.CompletedProcess[str]":
        program = "from kernelflags import LibraryError, Space\ntry:\n    print(Space('7.2'))\nexcept LibraryError as error:\n    print(error)"
        kept = {name: value for name, value in os.environ.items() if name not in (VARIABLE, "LD_LIBRARY_PATH")}
        command = [sys.executable, "-c", program]
        return subprocess.run(command, env={**kept, "PYTHONPATH": str(self._folder), **environment}, stdout=subprocess.PIPE, text=True, check=True)

    def _build(self, source: str) -> str:
        path = self._folder / NAME
        subprocess.run(["gcc", "-shared", "-x", "c", "-", "-o", str(path)], input=source, text=True, check=True)
        return str(path)

    def test_nowhere(self) -> None:
        said = self._run().stdout
        self.assertRegex(said, rf"^{NAME} is not in .*/kernelflags, {VARIABLE} is not set, and the system has none; install the wheel")
        self.assertEqual(said.count("\n"), 1)

    def test_where_the_variable_says(self) -> None:
        self.assertEqual(self._run(**{VARIABLE: library().path}).stdout, "\n")

    def test_where_the_system_says(self) -> None:
        self.assertEqual(self._run(LD_LIBRARY_PATH=os.path.dirname(library().path)).stdout, "\n")

    def test_where_nothing_is(self) -> None:
        self.assertRegex(self._run(**{VARIABLE: "/nonexistent.so"}).stdout, "^/nonexistent.so can't be loaded: .*; install the wheel")

    def test_of_another_abi(self) -> None:
        path = self._build("int kf_abi(void) { return 7; }")
        self.assertEqual(self._run(**{VARIABLE: path}).stdout, f"{path} has ABI 7, and this package needs 1: take library and package of one version\n")

    def test_older_than_the_package(self) -> None:
        path = self._build("int kf_abi(void) { return 1; }")
        self.assertEqual(self._run(**{VARIABLE: path}).stdout, f"{path} has no kf_error: it is older than this package; take both of one version\n")


if __name__ == "__main__":
    unittest.main()
