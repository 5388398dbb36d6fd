"""
For drgn: the flags of a struct vm_area_struct of the running kernel or of a core, in words.

    >>> from kernelflags.drgn import describe
    >>> describe(vma)
    "0x8100073 read|write|mayread|maywrite|mayexec|account|softdirty (rd wr mr mw me ac sd)"

The kernel is the one that the program says it is. Where it does not, or where its configuration matters, name it: describe(vma, "7.2"),
or describe(vma, Space("7.2", config="KSM,USERFAULTFD")).
"""

from typing import List, Optional

from drgn import Object, Program

from ._debugger import Kernel, join_words, space_of
from ._debugger import describe as _describe
from ._space import Space

__all__ = ["describe", "mnemonics", "release", "vma_flags"]


def vma_flags(vma: Object) -> int:
    """
    The flags of a struct vm_area_struct, or of a pointer to one, as a number, whatever its kernel calls them: vm_flags, __vm_flags
    (6.3), or flags, a bitmap (6.19).
    """
    for name in ("vm_flags", "__vm_flags"):
        member = _member(vma, name)
        if member is not None:
            return int(member.value_())
    bitmap = _member(vma, "flags")
    if bitmap is None:
        raise ValueError(f"a {vma.type_} has no vm_flags, no __vm_flags and no flags: this is no struct vm_area_struct")
    words = bitmap.member_("__vma_flags")
    return join_words([int(word) for word in words], 8 * words[0].type_.size)


def release(prog: Program) -> Optional[str]:
    """The release of the kernel that is debugged; None where the program is none that says it."""
    try:
        return prog["UTS_RELEASE"].string_().decode()
    except LookupError:
        pass
    try:
        return prog["init_uts_ns"].member_("name").member_("release").string_().decode()
    except LookupError:
        return None


def describe(vma: Object, kernel: Kernel = None) -> str:
    """The flags of a VMA as a number, as traces have them, and as smaps has them."""
    return _describe(vma_flags(vma), _space(vma, kernel))


def mnemonics(vma: Object, kernel: Kernel = None) -> List[str]:
    """The flags of a VMA as smaps has them."""
    return _space(vma, kernel).format(vma_flags(vma)).split()


def _space(vma: Object, kernel: Kernel) -> Space:
    platform = vma.prog_.platform
    return space_of(kernel, release(vma.prog_), platform.arch.name.lower() if platform else "unknown")


def _member(vma: Object, name: str) -> Optional[Object]:
    try:
        return vma.member_(name)
    except LookupError:
        return None
