"""What a shared library asks of the machine that it runs on: the platform tag of a wheel with it (PEP 600)."""

import re
import struct
from typing import Iterator, Tuple

_MACHINES = {62: "x86_64", 183: "aarch64"}
_NEEDS_VERSIONS = 0x6FFFFFFE


def platform_of(library: bytes) -> str:
    """manylinux_2_N_MACHINE, where N is the newest version of the GNU C library that a function of it needs, else linux_MACHINE."""
    if library[:6] != b"\x7fELF\x02\x01":
        raise SystemExit("the library is no ELF file of 64 bits, low byte first")
    machine = struct.unpack_from("<H", library, 18)[0]
    if machine not in _MACHINES:
        raise SystemExit(f"the library is of machine {machine}, for which wheels have no name here; there are {', '.join(_MACHINES.values())}")
    versions = [int(match.group(1)) for match in map(re.compile(r"GLIBC_2\.(\d+)").match, _versions(library)) if match]
    return f"manylinux_2_{max(versions)}_{_MACHINES[machine]}" if versions else f"linux_{_MACHINES[machine]}"


def _versions(library: bytes) -> Iterator[str]:
    """The versions that it needs of the names of other libraries: section .gnu.version_r, a list of lists."""
    for kind, offset, _, link, count in _sections(library):
        if kind != _NEEDS_VERSIONS:
            continue
        texts = list(_sections(library))[link][1]
        for _ in range(count):
            entries, first, following = struct.unpack_from("<H4x2I", library, offset + 2)
            at = offset + first
            for _ in range(entries):
                name, after = struct.unpack_from("<2I", library, at + 8)
                yield library[texts + name:library.index(b"\0", texts + name)].decode()
                at += after
            offset += following


def _sections(library: bytes) -> Iterator[Tuple[int, int, int, int, int]]:
    """Type, offset, size, link and info of each section."""
    table, = struct.unpack_from("<Q", library, 40)
    size, count = struct.unpack_from("<2H", library, 58)
    for i in range(count):
        kind, offset, length, link, info = struct.unpack_from("<4xI16x2Q2I", library, table + i * size)
        yield kind, offset, length, link, info
