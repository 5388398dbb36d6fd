"""VMAs as values, and the VMAs of one moment."""

import ctypes
import struct
from typing import Iterator, List, NamedTuple, Tuple

from ._calls import Owned, failure
from ._library import Library

# struct kf_vma: start, end, two words of flags, page offset, inode, id, anon_vma, letters.
_VMA = struct.Struct("=6Q2I8s")
_PERMS = {f"{r}{w}{x}{s}".encode() + bytes(4): f"{r}{w}{x}{s}" for r in "r-" for w in "w-" for x in "x-" for s in "sp"}

# Room for one.
VmaRoom = ctypes.c_char * _VMA.size


class Vma(NamedTuple):
    """A VMA of one moment."""

    start: int
    """The first byte."""
    end: int
    """The byte behind the last one."""
    flags: int
    """All words of the flags as one number; which bits they are, the kernel says: Space.format."""
    page_offset: int
    """Of the file, or what stands for it, in pages."""
    inode: int
    """0 without a file."""
    id: int
    """Its identity, which stays while it lives."""
    anon_vma: int
    """The identity of its anon_vma; 0 for none."""
    perms: str
    """As maps has them: "rw-p"."""

    @property
    def size(self) -> int:
        """In bytes."""
        return self.end - self.start

    def __str__(self) -> str:
        return f"{self.start:08x}-{self.end:08x} {self.perms}"


class Change(NamedTuple):
    """A range that two snapshots differ in."""

    start: int
    end: int
    before: Tuple[Vma, ...]
    """Those that were there."""
    after: Tuple[Vma, ...]
    """Those that are there now."""

    def __str__(self) -> str:
        """As a diff has it: what was there after "-", what is there after "+"."""
        return "\n".join([f"-{vma}" for vma in self.before] + [f"+{vma}" for vma in self.after])


class Snapshot(Owned):
    """The VMAs of one moment, which stay as they were: a sequence of Vma. Space.snapshot makes it."""

    def __init__(self, lib: Library, handle: int) -> None:
        super().__init__(lib, handle, lib.snapshot_free)
        self._count = lib.snapshot_count(handle)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> Vma:
        place = index + self._count if index < 0 else index
        if not 0 <= place < self._count:
            raise IndexError(f"there is no VMA {index}: the snapshot has {self._count}")
        room = VmaRoom()
        result = self._lib.snapshot_get(self._handle, place, room)
        return vma_of(room) if result == 1 else self._fail(result, "snapshot_get", index)

    def __iter__(self) -> Iterator[Vma]:
        return (self[place] for place in range(self._count))

    def diff(self, after: "Snapshot") -> List[Change]:
        """What is different in a later snapshot, of the same space or of a fork or clone of it, in the order of addresses."""
        size = 16
        while True:
            changes = (_ChangeStruct * size)()
            count = self._lib.snapshot_diff(self._handle, after._handle, changes, size)
            if count < 0:
                self._need_open()
                after._need_open()
                raise failure(count, self._lib.message(), "diff", (self, after))
            if count <= size:
                return [self._change(changes[i], after) for i in range(count)]
            size = count

    def __repr__(self) -> str:
        return "<Snapshot: closed>" if self.closed else f"<Snapshot: {self._count} VMAs>"

    def _change(self, change: "_ChangeStruct", after: "Snapshot") -> Change:
        before = range(change.before, change.before + change.before_count)
        now = range(change.after, change.after + change.after_count)
        return Change(change.start, change.end, tuple(self[i] for i in before), tuple(after[i] for i in now))


class _ChangeStruct(ctypes.Structure):
    """struct kf_change."""

    start: int
    end: int
    before: int
    before_count: int
    after: int
    after_count: int
    _fields_ = [
        ("start", ctypes.c_uint64), ("end", ctypes.c_uint64),
        ("before", ctypes.c_size_t), ("before_count", ctypes.c_size_t), ("after", ctypes.c_size_t), ("after_count", ctypes.c_size_t),
    ]


def vma_of(room: "ctypes.Array[ctypes.c_char]") -> Vma:
    """The VMA that a function of the library filled in."""
    start, end, low, high, page_offset, inode, number, anon_vma, perms = _VMA.unpack_from(room)
    return Vma(start, end, low | high << 64, page_offset, inode, number, anon_vma, _PERMS[perms])
