# Flags of a virtual memory area (VMA), as struct vm_area_struct has them.
#
# @generated from the table 'vma' for Linux 7.2.13 on x86_64; change the definitions, not this file.
# Compared with the headers of 7.2.13.
# Made by: kflags gen --table vma --target python --kernel 7.2.13 --arch x86_64
"Flags of a virtual memory area (VMA), as struct vm_area_struct has them."

import enum
import re
import sys
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

WIDTH = 64
_WORD_BITS = 64


class VmaFlags(enum.IntFlag):
    "Flags of a virtual memory area (VMA), as struct vm_area_struct has them."

    NONE = 0
    READ = 1 << 0
    WRITE = 1 << 1
    EXEC = 1 << 2
    SHARED = 1 << 3
    MAYREAD = 1 << 4
    MAYWRITE = 1 << 5
    MAYEXEC = 1 << 6
    MAYSHARE = 1 << 7
    GROWSDOWN = 1 << 8
    GROWSUP = 0
    STACK = GROWSDOWN
    STACK_EARLY = 0
    UFFD_MISSING = 1 << 9
    UFFD_WP = 1 << 12
    UFFD_MINOR = 1 << 41
    PFNMAP = 1 << 10
    IO = 1 << 14
    DONTEXPAND = 1 << 18
    HUGETLB = 1 << 22
    SYNC = 1 << 23
    MIXEDMAP = 1 << 28
    DROPPABLE = 1 << 40
    ALLOW_ANY_UNCACHED = 1 << 39
    MAYBE_GUARD = 1 << 11
    LOCKED = 1 << 13
    LOCKONFAULT = 1 << 19
    SEALED = 1 << 42
    SEQ_READ = 1 << 15
    RAND_READ = 1 << 16
    DONTCOPY = 1 << 17
    WIPEONFORK = 1 << 25
    DONTDUMP = 1 << 26
    HUGEPAGE = 1 << 29
    NOHUGEPAGE = 1 << 30
    MERGEABLE = 1 << 31
    ACCOUNT = 1 << 20
    NORESERVE = 1 << 21
    SOFTDIRTY = 1 << 27
    ARCH_1 = 1 << 24
    PKEY_BIT0 = 1 << 32
    PKEY_BIT1 = 1 << 33
    PKEY_BIT2 = 1 << 34
    PKEY_BIT3 = 1 << 35
    PKEY_BIT4 = 0
    MTE = 0
    MTE_ALLOWED = 0
    SHADOW_STACK = 1 << 37

    @classmethod
    def _missing_(cls, value: object) -> Any:
        """Makes the set of a value, as the base class does, which takes ten times as long."""
        if not isinstance(value, int) or value < 0 or value & ~_KNOWN:
            return super()._missing_(value)
        flags = int.__new__(cls, value)
        flags._name_ = "|".join(name for bit, name in _BITS.items() if value & bit)
        flags._value_ = value
        return cls._value2member_map_.setdefault(value, flags)


# The name of each bit, from the lowest: the first that is listed.
_BITS = dict(sorted((member.value, name) for name, member in reversed(tuple(VmaFlags.__members__.items())) if member.value))
_KNOWN = sum(_BITS)

# What each flag means.
MEANINGS: Dict[str, str] = {
    "READ": "May be read.",
    "WRITE": "May be written.",
    "EXEC": "May be executed.",
    "SHARED": "Writes reach the file, and others that map it.",
    "MAYREAD": "mprotect may make it readable.",
    "MAYWRITE": "mprotect may make it writable.",
    "MAYEXEC": "mprotect may make it executable.",
    "MAYSHARE": "Mapped as shared, whether or not it may be written.",
    "GROWSDOWN": "A fault just below it makes it grow downwards.",
    "GROWSUP": "A fault just above it makes it grow upwards.",
    "STACK": "Grows as stacks of this architecture do.",
    "STACK_EARLY": "The direction in which execve lets a stack grow while it prepares it, where that is not the final one.",
    "UFFD_MISSING": "A userfaultfd is told of faults on pages that are missing.",
    "UFFD_WP": "A userfaultfd is told of writes to pages that it write-protected; page tables hold which those are.",
    "UFFD_MINOR": "A userfaultfd is told of faults on pages that are in the page cache and not yet mapped.",
    "PFNMAP": "Maps page frames that have no struct page; a fault can't restore them.",
    "IO": "Maps the memory of a device, where an access can have side effects.",
    "DONTEXPAND": "mremap can't make it larger.",
    "HUGETLB": "Maps huge pages of hugetlbfs.",
    "SYNC": "A write fault returns only when the file system's metadata is on stable storage (DAX).",
    "MIXEDMAP": "Maps pages with and without a struct page; a fault can't restore them.",
    "DROPPABLE": "Pages may be dropped under memory pressure and read as zero then.",
    "ALLOW_ANY_UNCACHED": "KVM may map it with any memory type that is not cached.",
    "MAYBE_GUARD": "May hold guard regions; when clear, it holds none.",
    "LOCKED": "Its pages stay in memory.",
    "LOCKONFAULT": "Its pages are locked as they are faulted in, not before.",
    "SEALED": "Can't be unmapped, moved, replaced or given other access rights.",
    "SEQ_READ": "Will be read from front to back.",
    "RAND_READ": "Will be read in no order; reading ahead does not pay.",
    "DONTCOPY": "A child does not get it at fork.",
    "WIPEONFORK": "A child gets it empty at fork.",
    "DONTDUMP": "Core dumps leave it out.",
    "HUGEPAGE": "Transparent huge pages are wanted.",
    "NOHUGEPAGE": "Transparent huge pages are not wanted.",
    "MERGEABLE": "KSM may merge its pages with equal ones.",
    "ACCOUNT": "Counts against the commit limit.",
    "NORESERVE": "Does not count against the commit limit.",
    "SOFTDIRTY": "Pages may have been written since soft-dirty bits were last cleared.",
    "ARCH_1": "For the architecture to use.",
    "PKEY_BIT0": "The lowest bit of the protection key.",
    "PKEY_BIT1": "The second bit of the protection key.",
    "PKEY_BIT2": "The third bit of the protection key.",
    "PKEY_BIT3": "The fourth bit of the protection key.",
    "PKEY_BIT4": "The fifth bit of the protection key.",
    "MTE": "Accesses are checked against tags of the memory (MTE).",
    "MTE_ALLOWED": "mprotect may set MTE.",
    "SHADOW_STACK": "Holds return addresses; only the processor's stack instructions write it.",
}

# Flags that belong together, by the name that the definitions give them.
MASKS: Dict[str, VmaFlags] = {
    "ACCESS": VmaFlags(0x7),
    "SPECIAL": VmaFlags(0x10044400),
    "REMAP": VmaFlags(0x4044400),
    "NO_KHUGEPAGED": VmaFlags(0x10444400),
    "INIT_DEF": VmaFlags(0x40000000),
    "LOCKED_MASK": VmaFlags(0x82000),
    "LOCKED_CLEAR_MASK": VmaFlags(0xfffffffffff7dfff),
    "STICKY": VmaFlags(0x8000800),
    "IGNORE_MERGE": VmaFlags(0x8000800),
    "COPY_ON_FORK": VmaFlags(0x10001c00),
    "ATOMIC_SET_ALLOWED": VmaFlags(0x800),
    "UFFD": VmaFlags(0x20000001200),
    "UFFD_MISSING_MASK": VmaFlags(0x200),
    "UFFD_WP_MASK": VmaFlags(0x1000),
    "UFFD_MINOR_MASK": VmaFlags(0x20000000000),
    "UFFD_RWP_MASK": VmaFlags(0),
    "DROPPABLE_MASK": VmaFlags(0x10000000000),
    "GROWSUP_MASK": VmaFlags(0),
    "SHADOW_STACK_MASK": VmaFlags(0x2000000000),
    "STACK_EARLY_MASK": VmaFlags(0),
    "STARTGAP": VmaFlags(0x2000000100),
    "STACK_INCOMPLETE_SETUP": VmaFlags(0x18000),
    "DATA_FLAGS_TSK_EXEC": VmaFlags(0x73),
    "DATA_FLAGS_NON_EXEC": VmaFlags(0x73),
    "DATA_FLAGS_EXEC": VmaFlags(0x77),
    "DATA_DEFAULT_FLAGS32": VmaFlags(0x73),
    "DATA_DEFAULT_FLAGS64": VmaFlags(0x73),
    "STACK_DEFAULT_FLAGS32": VmaFlags(0x77),
    "STACK_DEFAULT_FLAGS64": VmaFlags(0x73),
    "DATA_DEFAULT": VmaFlags(0x73),
    "STACK_DEFAULT": VmaFlags(0x73),
    "STACK_FLAGS": VmaFlags(0x100173),
    "SEALED_SYSMAP": VmaFlags(0x40000000000),
    "PKEY": VmaFlags(0xf00000000),
    "ARCH_CLEAR": VmaFlags(0),
    "FLAGS_CLEAR": VmaFlags(0xf00000000),
}

# The trace table, in the kernel's order.
TRACE: Tuple[Tuple[int, str], ...] = (
    (0x1, "read"),
    (0x2, "write"),
    (0x4, "exec"),
    (0x8, "shared"),
    (0x10, "mayread"),
    (0x20, "maywrite"),
    (0x40, "mayexec"),
    (0x80, "mayshare"),
    (0x100, "growsdown"),
    (0x200, "uffd_missing"),
    (0x20000000000, "uffd_minor"),
    (0x400, "pfnmap"),
    (0x800, "maybe_guard"),
    (0x1000, "uffd_wp"),
    (0x2000, "locked"),
    (0x4000, "io"),
    (0x8000, "seqread"),
    (0x10000, "randread"),
    (0x20000, "dontcopy"),
    (0x40000, "dontexpand"),
    (0x80000, "lockonfault"),
    (0x100000, "account"),
    (0x200000, "noreserve"),
    (0x400000, "hugetlb"),
    (0x800000, "sync"),
    (0x1000000, "arch_1"),
    (0x2000000, "wipeonfork"),
    (0x4000000, "dontdump"),
    (0x8000000, "softdirty"),
    (0x10000000, "mixedmap"),
    (0x20000000, "hugepage"),
    (0x40000000, "nohugepage"),
    (0x10000000000, "droppable"),
    (0x80000000, "mergeable"),
)

# The mnemonic of each bit in smaps: empty where the kernel hides it.
SMAPS: Tuple[str, ...] = (
    "rd", "wr", "ex", "sh", "mr", "mw", "me", "ms",
    "gd", "um", "pf", "gu", "uw", "lo", "io", "sr",
    "rr", "dc", "de", "lf", "ac", "nr", "ht", "sf",
    "ar", "wf", "dd", "sd", "mm", "hg", "nh", "mg",
    "", "", "", "", "??", "ss", "??", "??",
    "dp", "ui", "sl", "??", "??", "??", "??", "??",
    "??", "??", "??", "??", "??", "??", "??", "??",
    "??", "??", "??", "??", "??", "??", "??", "??",
)

# Flags and masks by name, as the definitions and as C have it.
NAMES: Dict[str, int] = {
    "READ": 0x1,
    "VM_READ": 0x1,
    "WRITE": 0x2,
    "VM_WRITE": 0x2,
    "EXEC": 0x4,
    "VM_EXEC": 0x4,
    "SHARED": 0x8,
    "VM_SHARED": 0x8,
    "MAYREAD": 0x10,
    "VM_MAYREAD": 0x10,
    "MAYWRITE": 0x20,
    "VM_MAYWRITE": 0x20,
    "MAYEXEC": 0x40,
    "VM_MAYEXEC": 0x40,
    "MAYSHARE": 0x80,
    "VM_MAYSHARE": 0x80,
    "GROWSDOWN": 0x100,
    "VM_GROWSDOWN": 0x100,
    "GROWSUP": 0,
    "VM_GROWSUP": 0,
    "STACK": 0x100,
    "VM_STACK": 0x100,
    "STACK_EARLY": 0,
    "VM_STACK_EARLY": 0,
    "UFFD_MISSING": 0x200,
    "VM_UFFD_MISSING": 0x200,
    "UFFD_WP": 0x1000,
    "VM_UFFD_WP": 0x1000,
    "UFFD_MINOR": 0x20000000000,
    "VM_UFFD_MINOR": 0x20000000000,
    "PFNMAP": 0x400,
    "VM_PFNMAP": 0x400,
    "IO": 0x4000,
    "VM_IO": 0x4000,
    "DONTEXPAND": 0x40000,
    "VM_DONTEXPAND": 0x40000,
    "HUGETLB": 0x400000,
    "VM_HUGETLB": 0x400000,
    "SYNC": 0x800000,
    "VM_SYNC": 0x800000,
    "MIXEDMAP": 0x10000000,
    "VM_MIXEDMAP": 0x10000000,
    "DROPPABLE": 0x10000000000,
    "VM_DROPPABLE": 0x10000000000,
    "ALLOW_ANY_UNCACHED": 0x8000000000,
    "VM_ALLOW_ANY_UNCACHED": 0x8000000000,
    "MAYBE_GUARD": 0x800,
    "VM_MAYBE_GUARD": 0x800,
    "LOCKED": 0x2000,
    "VM_LOCKED": 0x2000,
    "LOCKONFAULT": 0x80000,
    "VM_LOCKONFAULT": 0x80000,
    "SEALED": 0x40000000000,
    "VM_SEALED": 0x40000000000,
    "SEQ_READ": 0x8000,
    "VM_SEQ_READ": 0x8000,
    "RAND_READ": 0x10000,
    "VM_RAND_READ": 0x10000,
    "DONTCOPY": 0x20000,
    "VM_DONTCOPY": 0x20000,
    "WIPEONFORK": 0x2000000,
    "VM_WIPEONFORK": 0x2000000,
    "DONTDUMP": 0x4000000,
    "VM_DONTDUMP": 0x4000000,
    "HUGEPAGE": 0x20000000,
    "VM_HUGEPAGE": 0x20000000,
    "NOHUGEPAGE": 0x40000000,
    "VM_NOHUGEPAGE": 0x40000000,
    "MERGEABLE": 0x80000000,
    "VM_MERGEABLE": 0x80000000,
    "ACCOUNT": 0x100000,
    "VM_ACCOUNT": 0x100000,
    "NORESERVE": 0x200000,
    "VM_NORESERVE": 0x200000,
    "SOFTDIRTY": 0x8000000,
    "VM_SOFTDIRTY": 0x8000000,
    "ARCH_1": 0x1000000,
    "VM_ARCH_1": 0x1000000,
    "PKEY_BIT0": 0x100000000,
    "VM_PKEY_BIT0": 0x100000000,
    "PKEY_BIT1": 0x200000000,
    "VM_PKEY_BIT1": 0x200000000,
    "PKEY_BIT2": 0x400000000,
    "VM_PKEY_BIT2": 0x400000000,
    "PKEY_BIT3": 0x800000000,
    "VM_PKEY_BIT3": 0x800000000,
    "PKEY_BIT4": 0,
    "VM_PKEY_BIT4": 0,
    "MTE": 0,
    "VM_MTE": 0,
    "MTE_ALLOWED": 0,
    "VM_MTE_ALLOWED": 0,
    "SHADOW_STACK": 0x2000000000,
    "VM_SHADOW_STACK": 0x2000000000,
    "VM_ACCESS_FLAGS": 0x7,
    "VMA_ACCESS_FLAGS": 0x7,
    "VM_SPECIAL": 0x10044400,
    "VMA_SPECIAL_FLAGS": 0x10044400,
    "VMA_REMAP_FLAGS": 0x4044400,
    "VM_NO_KHUGEPAGED": 0x10444400,
    "VM_INIT_DEF_MASK": 0x40000000,
    "VM_LOCKED_MASK": 0x82000,
    "VMA_LOCKED_MASK": 0x82000,
    "VMA_STICKY_FLAGS": 0x8000800,
    "VMA_IGNORE_MERGE_FLAGS": 0x8000800,
    "VM_COPY_ON_FORK": 0x10001c00,
    "VM_ATOMIC_SET_ALLOWED": 0x800,
    "__VM_UFFD_FLAGS": 0x20000001200,
    "__VMA_UFFD_FLAGS": 0x20000001200,
    "VMA_UFFD_MISSING": 0x200,
    "VMA_UFFD_WP": 0x1000,
    "VMA_UFFD_MINOR": 0x20000000000,
    "VMA_DROPPABLE": 0x10000000000,
    "VMA_STARTGAP_FLAGS": 0x2000000100,
    "VM_STACK_INCOMPLETE_SETUP": 0x18000,
    "VMA_DATA_FLAGS_TSK_EXEC": 0x73,
    "VMA_DATA_FLAGS_NON_EXEC": 0x73,
    "VMA_DATA_FLAGS_EXEC": 0x77,
    "VMA_DATA_DEFAULT_FLAGS": 0x73,
    "VMA_STACK_DEFAULT_FLAGS": 0x73,
    "VM_STACK_FLAGS": 0x100173,
    "VMA_STACK_FLAGS": 0x100173,
    "VM_SEALED_SYSMAP": 0x40000000000,
    "ARCH_VM_PKEY_FLAGS": 0xf00000000,
    "VM_ARCH_CLEAR": 0,
    "VM_FLAGS_CLEAR": 0xf00000000,
}

_MNEMONICS = {text: 1 << bit for bit, text in reversed(tuple(enumerate(SMAPS))) if text not in ("", "??")}
_TRACE_NAMES = {"none": 0, **{text: mask for mask, text in reversed(TRACE)}}


class Parsed(NamedTuple):
    """What was read. Words that are neither flag nor number set nothing and are not lost."""

    flags: VmaFlags
    unknown: Tuple[str, ...]


class Flag(NamedTuple):
    """A flag that is set. The name of a bit that no flag has is its number."""

    name: str
    bit: int
    meaning: str


def parse(text: Any) -> Parsed:
    """Reads a number, mnemonics of smaps (with or without "VmFlags:"), trace text or flag names, in any mixture."""
    text = _text(text)
    tables = (_TRACE_NAMES, _MNEMONICS, NAMES) if "|" in text else (_MNEMONICS, _TRACE_NAMES, NAMES)
    return _parse(text, tables, True)


def parse_smaps(text: Any) -> Parsed:
    """Reads mnemonics of smaps: "rd wr mr". A line without one is the empty set."""
    if type(text) is not str:
        return _parse(_text(text), (_MNEMONICS,), False)
    known = _LINES.get(text)
    if known is None:
        if len(_LINES) >= _MOST_LINES:
            _LINES.clear()
        known = _LINES[text] = _parse_line(text)
    return known


def parse_trace(text: Any) -> Parsed:
    """Reads trace text: "read|write|0x80000000"."""
    return _parse(_text(text), (_TRACE_NAMES,), True)


def smaps(value: Any) -> str:
    """The mnemonics as smaps has them: hidden bits are left out, and what the kernel does not know is "??"."""
    texts = (SMAPS[bit] if bit < len(SMAPS) else "??" for bit in _bits(_word(value)))
    return " ".join(text for text in texts if text)


def trace(value: Any) -> str:
    """Trace text as the kernel writes it; bits without a name follow as one number."""
    rest = _word(value)
    texts: List[str] = []
    for mask, text in TRACE:
        if mask and rest & mask == mask:
            texts.append(text)
            rest &= ~mask
    if rest:
        texts.append(hex(rest))
    return "|".join(texts) or "none"


def unknown(value: Any) -> int:
    """The bits that are no flag of this kernel."""
    return _word(value) & ~_KNOWN


def decode(value: Any) -> List[Flag]:
    """The flags that are set, lowest bit first, with what they mean. Bits that are no flag are in it too."""
    flags: List[Flag] = []
    for bit in _bits(_word(value)):
        names = [name for name, member in VmaFlags.__members__.items() if member.value == 1 << bit]
        flags += [Flag(name, bit, MEANINGS.get(name, "")) for name in names] or [Flag(str(bit), bit, "not known")]
    return flags


# The lines that were read last: a process has thousands of VMAs, and a handful of different lines.
_LINES: Dict[str, Parsed] = {}
_MOST_LINES = 4096

# What can stand between blanks in a line as the kernel writes it.
_LINE_WORDS = {"": 0, "\n": 0, **_MNEMONICS}


def _parse_line(text: str) -> Parsed:
    """As _parse does, with a short way for lines as the kernel writes them."""
    bits = 0
    try:
        for word in (text[8:] if text.startswith("VmFlags:") else text).split(" "):
            bits |= _LINE_WORDS[word]
    except KeyError:
        return _parse(text, (_MNEMONICS,), False)
    return Parsed(VmaFlags(bits), ())


def _parse(text: str, tables: Tuple[Mapping[str, int], ...], numbers: bool) -> Parsed:
    text = text.lstrip()
    text = text[len("VmFlags:"):] if text.startswith("VmFlags:") else text
    bits = 0
    unknown_words: List[str] = []
    for word in filter(None, re.split(r"[ \t\n\f\r|,]+", text)):
        known = next((table[word] for table in tables if word in table), _number(word) if numbers else None)
        if known is not None:
            bits |= known
        else:
            unknown_words.append(word)
    return Parsed(VmaFlags(bits), tuple(unknown_words))


def _number(word: str) -> Optional[int]:
    """A number that fits the word. Python refuses very long ones, so what can't fit is not read."""
    if not re.match(r"0[xX]0*[0-9a-fA-F]{1,32}\Z|0*[0-9]{1,39}\Z", word):
        return None
    number = int(word, 16) if word[1:2] in ("x", "X") else int(word.lstrip("0") or "0")
    return number if number.bit_length() <= _WORD_BITS else None


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, (bytes, bytearray)) else str(value)


def _word(value: Any) -> int:
    """The bits of a number, or of anything that a debugger gives as one; what is none is read as text."""
    try:
        number = int(parse(value).flags) if isinstance(value, (str, bytes, bytearray)) else int(value)
    except (TypeError, ValueError, OverflowError):
        number = int(parse(value).flags)
    return number if number >= 0 else number & ((1 << WIDTH) - 1)


def _bits(word: int) -> List[int]:
    return [bit for bit in range(word.bit_length()) if word >> bit & 1]


def _main(arguments: List[str]) -> None:
    """python3 vma_flags.py TEXT...: says what each argument, or each line of standard input, stands for."""
    for text in arguments or sys.stdin:
        flags, words = parse(text)
        print(hex(flags), trace(flags), smaps(flags), *("not known: " + word for word in words), sep="\n  ")


if __name__ == "__main__":
    _main(sys.argv[1:])
