"""What drgn says of the VMA of debugged.c, run here or in a core: drgn_session.py PROGRAM KERNEL [CORE], where KERNEL may be empty."""

import subprocess
import sys
from typing import Optional

import drgn

from kernelflags.drgn import describe, mnemonics, vma_flags


def show(prog: drgn.Program, program: str, kernel: Optional[str]) -> None:
    """Prints the flags of the VMA, and as a list of the pointer to it."""
    prog.load_debug_info([program])
    print(describe(prog["area"], kernel))
    assert vma_flags(prog["vma"]) == vma_flags(prog["area"])
    print(*mnemonics(prog["vma"], kernel))


def main(program: str, kernel: str, core: Optional[str] = None) -> None:
    """Looks at a core, or runs the program and looks at it."""
    prog = drgn.Program()
    if core:
        prog.set_core_dump(core)
        show(prog, program, kernel or None)
        return
    with subprocess.Popen([program], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout and process.stdout.readline() == b"ready\n"
            prog.set_pid(process.pid)
            show(prog, program, kernel or None)
        finally:
            process.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
