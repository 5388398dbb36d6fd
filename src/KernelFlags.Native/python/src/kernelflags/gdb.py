"""
For gdb: VMA flags in words.

    (gdb) python import kernelflags.gdb
    (gdb) kf-vma vma
    (gdb) kf-flags 0x8100073

kf-vma takes an expression that is a struct vm_area_struct, or a pointer to one; kf-flags a number or an expression that is one. Values of
type vm_flags_t and vma_flags_t are printed with their words wherever print shows them. The kernel is the one that the program says it
is; where it does not, name it: set kernelflags-kernel 7.2.
"""

import re
from typing import Callable, Optional

import gdb

from ._debugger import describe, join_words, space_of
from ._space import Space
from .errors import KernelFlagsError

__all__ = ["flags_of", "release", "vma_flags"]

_BITMAP = "__vma_flags"


def vma_flags(vma: gdb.Value) -> int:
    """
    The flags of a struct vm_area_struct, or of a pointer to one, as a number, whatever its kernel calls them: vm_flags, __vm_flags
    (6.3), or flags, a bitmap (6.19).
    """
    if vma.type.strip_typedefs().code in (gdb.TYPE_CODE_PTR, gdb.TYPE_CODE_REF):
        vma = vma.referenced_value()
    for name in ("vm_flags", "__vm_flags", "flags"):
        try:
            member = vma[name]
        except gdb.error:
            continue
        return flags_of(member)
    raise ValueError(f"a {vma.type} has no vm_flags, no __vm_flags and no flags: this is no struct vm_area_struct")


def flags_of(value: gdb.Value) -> int:
    """The number of a value of type vm_flags_t or vma_flags_t."""
    try:
        bitmap = value[_BITMAP]
    except gdb.error:
        return int(value)
    bits = 8 * bitmap.type.strip_typedefs().target().sizeof
    count = bitmap.type.sizeof * 8 // bits
    return join_words([int(bitmap[place]) for place in range(count)], bits)


def release() -> Optional[str]:
    """The release of the kernel that is debugged; None where the program does not say it."""
    for expression in ("init_uts_ns.name.release", "linux_banner"):
        try:
            text = gdb.parse_and_eval(expression).string()
        except gdb.error:
            continue
        found = re.match(r"(?:Linux version )?(\d\S*)", text)
        if found:
            return found.group(1)
    return None


class _Kernel(gdb.Parameter):
    """The kernel whose flags are printed: "7.2", a release, or a profile of KernelFlags. Empty for the one that the program says it is."""

    set_doc = "Set the kernel whose VMA flags are printed."
    show_doc = "Show the kernel whose VMA flags are printed."

    def __init__(self) -> None:
        super().__init__("kernelflags-kernel", gdb.COMMAND_DATA, gdb.PARAM_STRING)
        self.value = ""

    def get_set_string(self) -> str:
        """Nothing is said when it is set."""
        return ""

    def get_show_string(self, value: str) -> str:
        """What show says."""
        return f'The kernel whose VMA flags are printed is "{value or release() or "not known"}".'


class _FlagsCommand(gdb.Command):
    """kf-flags EXPRESSION: VMA flags in words, of a number or of what has one."""

    def __init__(self) -> None:
        super().__init__("kf-flags", gdb.COMMAND_DATA)

    def invoke(self, argument: str, from_tty: bool) -> None:
        """Prints it."""
        _print(argument, "kf-flags 0x73", flags_of)


class _VmaCommand(gdb.Command):
    """kf-vma EXPRESSION: the VMA flags of a struct vm_area_struct, or of a pointer to one, in words."""

    def __init__(self) -> None:
        super().__init__("kf-vma", gdb.COMMAND_DATA)

    def invoke(self, argument: str, from_tty: bool) -> None:
        """Prints it."""
        _print(argument, "kf-vma vma", vma_flags)


class _FlagsPrinter:
    """A value of type vm_flags_t or vma_flags_t."""

    def __init__(self, value: gdb.Value) -> None:
        self._flags = flags_of(value)

    def to_string(self) -> str:
        """The flags as a number and as smaps has them; the number alone where the kernel is not known."""
        try:
            return f"{self._flags:#x} ({_space().format(self._flags)})"
        except (KernelFlagsError, ValueError):
            return hex(self._flags)


def _find_printer(value: gdb.Value) -> Optional[_FlagsPrinter]:
    return _FlagsPrinter(value) if value.type.unqualified().name in ("vm_flags_t", "vma_flags_t") else None


def _print(argument: str, example: str, read: Callable[[gdb.Value], int]) -> None:
    if not argument.strip():
        raise gdb.GdbError(f"write what to decode, as in: {example}")
    try:
        gdb.write(describe(read(gdb.parse_and_eval(argument)), _space()) + "\n")
    except (gdb.error, KernelFlagsError, ValueError) as error:
        raise gdb.GdbError(str(error)) from error


def _space() -> Space:
    return space_of(_kernel.value, release(), gdb.selected_inferior().architecture().name())


_kernel = _Kernel()
_FlagsCommand()
_VmaCommand()
gdb.pretty_printers.append(_find_printer)
