"""Flags in words, by the library and by the module that needs none."""

import subprocess
import sys
import time
import unittest
from pathlib import Path

import kernelflags
from kernelflags import RefusedError, vma_flags
from kernelflags.vma_flags import VmaFlags


class Flags(unittest.TestCase):
    """Of any kernel."""

    def test_text_and_number_are_one_thing(self) -> None:
        flags = kernelflags.decode("7.2", "VmFlags: rd wr mr mw me gu ac")
        self.assertEqual(flags, 0x100873)
        self.assertEqual(kernelflags.format("7.2", flags), "rd wr mr mw me gu ac")
        self.assertEqual(kernelflags.format("7.2", flags, "trace"), "read|write|mayread|maywrite|mayexec|maybe_guard|account")
        self.assertEqual(kernelflags.decode("7.2", kernelflags.format("7.2", flags, "trace")), flags)

    def test_kernels_differ(self) -> None:
        self.assertEqual(kernelflags.decode("6.16", "sl"), 1 << 63)
        self.assertEqual(kernelflags.decode("6.17", "sl"), 1 << 42)

    def test_what_a_kernel_does_not_have_is_refused(self) -> None:
        self.assertRaisesRegex(RefusedError, "this kernel has no such flags: zz", kernelflags.decode, "7.2", "rd zz")
        self.assertRaisesRegex(RefusedError, "does not fit the word", kernelflags.format, "7.2", 1 << 64)
        self.assertRaises(OverflowError, kernelflags.format, "7.2", 1 << 128)
        self.assertRaises(OverflowError, kernelflags.format, "7.2", -1)

    def test_module_agrees_with_the_library(self) -> None:
        for name, flag in VmaFlags.__members__.items():
            self.assertEqual(kernelflags.decode("7.2", hex(flag)), flag, name)
            self.assertEqual(kernelflags.format("7.2", flag), vma_flags.smaps(flag), name)
            self.assertEqual(kernelflags.format("7.2", flag, "trace"), vma_flags.trace(flag), name)


class Module(unittest.TestCase):
    """kernelflags.vma_flags, which others embed."""

    def test_sets_are_as_those_of_the_standard_library(self) -> None:
        both = VmaFlags.READ | VmaFlags.WRITE
        self.assertIs(both, VmaFlags(3))
        self.assertEqual(repr(both), "<VmaFlags.READ|WRITE: 3>")
        self.assertEqual((both.name, both & VmaFlags.READ, both ^ both), ("READ|WRITE", VmaFlags.READ, VmaFlags.NONE))
        self.assertEqual(int(VmaFlags(1 << 60 | 1)), 1 << 60 | 1)

    def test_line_is_read_the_same_the_second_time(self) -> None:
        for line in ("VmFlags: rd wr sd \n", "rd  wr", "", "rd zz", "VmFlags:rd", "rd\x0bwr", b"rd wr", bytearray(b"rd zz"), None, 1, True, 1.0):
            self.assertEqual(vma_flags.parse_smaps(line), vma_flags.parse_smaps(line))
        self.assertEqual(vma_flags.parse_smaps("rd zz").unknown, ("zz",))
        self.assertEqual(vma_flags.parse_smaps("rd\x0bwr").unknown, ("rd\x0bwr",))
        self.assertEqual(vma_flags.parse_smaps("VmFlags:rd wr \n").flags, VmaFlags.READ | VmaFlags.WRITE)

    def test_65000_lines_take_less_than_100_ms(self) -> None:
        lines = [line for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines() if line.startswith("VmFlags:")]
        many = [lines[i % len(lines)] for i in range(65000)]

        def read() -> float:
            start = time.process_time()
            for line in many:
                vma_flags.parse_smaps(line)
            return time.process_time() - start

        self.assertLess(min(read() for _ in range(5)), 0.1)

    def test_module_needs_no_library(self) -> None:
        program = f"import runpy; runpy.run_path({vma_flags.__file__!r})"
        subprocess.run([sys.executable, "-I", "-c", program], check=True)


if __name__ == "__main__":
    unittest.main()
