"""
The engine of KernelFlags for Python: address spaces of any Linux kernel that is described, and its VMA flags.

    with Space("7.2") as space:
        at = space.mmap(0x10000000, 0x4000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS)
        space.mprotect(at + 0x1000, 0x1000, PROT_READ)
        print(space, space.explain(at))

The words of system calls are in kernelflags.words, the flags of the default kernel by themselves in kernelflags.vma_flags, which needs
no library; kernelflags.drgn and kernelflags.gdb are for those debuggers.
"""

from ._flags import Style, decode, format
from ._space import File, Row, Space, Userfaultfd
from ._vmas import Change, Snapshot, Vma
from .errors import (
    BusError,
    HangError,
    KernelFlagsError,
    LibraryError,
    RefusedError,
    SegmentationFault,
    SignalError,
    SyscallError,
)

__all__ = [
    "BusError",
    "Change",
    "File",
    "HangError",
    "KernelFlagsError",
    "LibraryError",
    "RefusedError",
    "Row",
    "SegmentationFault",
    "SignalError",
    "Snapshot",
    "Space",
    "Style",
    "SyscallError",
    "Userfaultfd",
    "Vma",
    "decode",
    "format",
]
