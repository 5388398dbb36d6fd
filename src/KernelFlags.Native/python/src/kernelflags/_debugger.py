"""What the helpers for debuggers share: which kernel it is, and what its flags are called."""

import functools
from typing import Optional, Union

from ._space import Space

Kernel = Union[str, Space, None]

# An architecture as debuggers call it, and as definitions do.
_ARCHITECTURES = {
    "x86_64": "x86_64", "i386:x86-64": "x86_64", "i386": "i386", "aarch64": "arm64", "arm": "arm",
    "ppc64": "ppc64", "powerpc:common64": "ppc64", "powerpc:common": "ppc32", "riscv64": "riscv64", "riscv:rv64": "riscv64",
    "riscv32": "riscv32", "riscv:rv32": "riscv32", "s390x": "s390", "s390:64-bit": "s390", "Loongarch64": "loongarch64",
}


def space_of(kernel: Kernel, release: Optional[str], architecture: str) -> Space:
    """An address space of the kernel that is debugged, for the sake of its flags."""
    if isinstance(kernel, Space):
        return kernel
    name = kernel or release
    if not name:
        raise ValueError('the program does not say which kernel it is: name it, as in "7.2"')
    arch = _ARCHITECTURES.get(architecture)
    if arch is None:
        raise ValueError(f"architecture {architecture!r} has no name here: give a Space of the kernel instead of its name")
    return _space(name, arch)


@functools.lru_cache(maxsize=16)
def _space(kernel: str, arch: str) -> Space:
    return Space(kernel, arch=arch)


def describe(flags: int, space: Space) -> str:
    """Flags as a number, as traces have them, and as smaps has them."""
    return f"{flags:#x} {space.format(flags, 'trace')} ({space.format(flags)})"


def join_words(words: "list[int]", bits: int) -> int:
    """The number that the words of a bitmap are, the lowest first."""
    return sum(word << bits * place for place, word in enumerate(words))
