"""An address space of the engine, and what lives in one."""

import os
import platform
from typing import Dict, Iterator, List, NamedTuple, Optional, Tuple, Union

from ._calls import Owned, check_int, check_words, read_text, refused, utf8
from ._flags import Style, read_flags, write_flags
from ._library import library
from ._vmas import Snapshot, Vma, VmaRoom, vma_of

PathLike = Union[str, "os.PathLike[str]"]


class File(Owned):
    """An open file of the model, of size bytes. Closing it is close(2): what is mapped of it stays."""

    def __init__(self, size: int, *, shmem: bool = False, readonly: bool = False) -> None:
        check_words(size)
        lib = library()
        handle = (lib.file_new_readonly if readonly else lib.file_new)(size, int(shmem))
        if handle is None:
            raise refused(lib)
        super().__init__(lib, handle, lib.file_free)
        self.size = size

    def __repr__(self) -> str:
        return "<File: closed>" if self.closed else f"<File: {self.size:#x} bytes>"


class Userfaultfd(Owned):
    """A userfaultfd of the model, with features of UFFD_FEATURE_*."""

    def __init__(self, features: int = 0) -> None:
        check_words(features)
        lib = library()
        handle = lib.uffd_new(features)
        if handle is None:
            raise refused(lib)
        super().__init__(lib, handle, lib.uffd_free)

    def __repr__(self) -> str:
        return "<Userfaultfd: closed>" if self.closed else "<Userfaultfd>"


class Row(NamedTuple):
    """A VMA as a row of a table; _asdict makes a dictionary of it."""

    start: int
    end: int
    size: int
    perms: str
    flags: str
    """As smaps has them."""
    page_offset: int
    inode: int
    anon_vma: int
    apart: Optional[str]
    """Why it is not one VMA with the next; None where they don't touch."""


class Space(Owned):
    """
    An address space of a kernel: iterate over it for its VMAs, print it as /proc/PID/maps, call it as the kernel is called.

    kernel is a version ("7.2"), a release ("6.18.44-fc") or the name of a profile; arch, config ("A,B,C=4") and overlay (a folder of
    definitions) are those of the default profile where they are left out. Addresses and lengths are bytes, and prot, flags and advice
    the numbers of its architecture: kernelflags.words has those of x86_64.

    A system call that fails raises SyscallError, which is an OSError with errno; SegmentationFault or BusError where an access raises
    the signal; HangError where it would never return. Any thread may use it.
    """

    def __init__(
        self, kernel: str, *, arch: Optional[str] = None, config: Optional[str] = None, overlay: Optional[PathLike] = None
    ) -> None:
        lib = library()
        folder = None if overlay is None else os.fspath(overlay)
        handle = lib.space_new(utf8(kernel), utf8(arch), utf8(config), utf8(folder))
        if handle is None:
            raise refused(lib)
        named = [("arch", arch), ("config", config), ("overlay", folder)]
        self._adopt(handle, ", ".join([repr(kernel)] + [f"{name}={value!r}" for name, value in named if value is not None]))

    @classmethod
    def from_smaps(cls, path: PathLike, kernel: Optional[str] = None) -> "Space":
        """
        The address space that a text of smaps or maps shows. kernel may be left out for a file of /proc, which is the running kernel's.

        Raises RefusedError for a text that is none, and OSError for a file that can't be read.
        """
        name = os.fspath(path)
        if kernel is None and not os.path.abspath(name).startswith("/proc/"):
            raise ValueError(f"name the kernel that {name} comes from: from_smaps(path, kernel)")
        with open(name, "rb"):
            pass
        lib = library()
        release = platform.release() if kernel is None else kernel
        handle = lib.space_from_smaps(utf8(release), utf8(name))
        if handle is None:
            raise refused(lib)
        return cls._of(handle, repr(release))

    @classmethod
    def _of(cls, handle: int, name: str) -> "Space":
        space = cls.__new__(cls)
        space._adopt(handle, name)
        return space

    def _adopt(self, handle: int, name: str) -> None:
        lib = library()
        super().__init__(lib, handle, lib.space_free)
        self._name = name
        self._texts: Dict[Tuple[int, Style], str] = {}

    def __repr__(self) -> str:
        return f"<Space {self._name}: {'closed' if self.closed else f'{len(self)} VMAs'}>"

    # System calls.

    def mmap(self, addr: int, length: int, prot: int, flags: int, file: Optional[File] = None, offset: int = 0) -> int:
        """mmap(2), of a file, or of anonymous memory without one. The address."""
        check_words(addr, length, offset)
        check_int(prot)
        check_int(flags)
        handle = None if file is None else file._handle or _NO_HANDLE
        result = self._lib.mmap(self._handle, addr, length, prot, flags, handle, offset)
        return result if result >= 0 else self._fail(result, "mmap", addr, length, prot, flags, file, offset)

    def munmap(self, addr: int, length: int) -> None:
        """munmap(2)."""
        check_words(addr, length)
        result = self._lib.munmap(self._handle, addr, length)
        if result < 0:
            self._fail(result, "munmap", addr, length)

    def mprotect(self, addr: int, length: int, prot: int) -> None:
        """mprotect(2)."""
        check_words(addr, length)
        check_int(prot)
        result = self._lib.mprotect(self._handle, addr, length, prot)
        if result < 0:
            self._fail(result, "mprotect", addr, length, prot)

    def madvise(self, addr: int, length: int, advice: int) -> int:
        """madvise(2). What it gives, which is 0."""
        check_words(addr, length)
        check_int(advice)
        result = self._lib.madvise(self._handle, addr, length, advice)
        return result if result >= 0 else self._fail(result, "madvise", addr, length, advice)

    def mremap(self, addr: int, old_length: int, new_length: int, flags: int = 0, new_addr: int = 0) -> int:
        """mremap(2). The address."""
        check_words(addr, old_length, new_length, new_addr)
        check_int(flags)
        result = self._lib.mremap(self._handle, addr, old_length, new_length, flags, new_addr)
        return result if result >= 0 else self._fail(result, "mremap", addr, old_length, new_length, flags, new_addr)

    def mlock(self, addr: int, length: int) -> None:
        """mlock(2)."""
        check_words(addr, length)
        result = self._lib.mlock(self._handle, addr, length)
        if result < 0:
            self._fail(result, "mlock", addr, length)

    def mlock2(self, addr: int, length: int, flags: int) -> None:
        """mlock2(2)."""
        check_words(addr, length)
        check_int(flags)
        result = self._lib.mlock2(self._handle, addr, length, flags)
        if result < 0:
            self._fail(result, "mlock2", addr, length, flags)

    def munlock(self, addr: int, length: int) -> None:
        """munlock(2)."""
        check_words(addr, length)
        result = self._lib.munlock(self._handle, addr, length)
        if result < 0:
            self._fail(result, "munlock", addr, length)

    def mseal(self, addr: int, length: int, flags: int = 0) -> None:
        """mseal(2)."""
        check_words(addr, length, flags)
        result = self._lib.mseal(self._handle, addr, length, flags)
        if result < 0:
            self._fail(result, "mseal", addr, length, flags)

    def brk(self, addr: int) -> int:
        """brk(2), as the kernel has it: the end of the heap, which stays where it was where it can't be addr."""
        check_words(addr)
        result = self._lib.brk(self._handle, addr)
        return result if result >= 0 else self._fail(result, "brk", addr)

    def touch(self, addr: int, length: int = 1, write: bool = False) -> None:
        """Reads or writes each page of a range, which faults it in."""
        check_words(addr, length)
        result = self._lib.touch(self._handle, addr, length, int(write))
        if result < 0:
            self._fail(result, "touch", addr, length, write)

    def set_anon_name(self, addr: int, length: int, name: Optional[str]) -> None:
        """PR_SET_VMA_ANON_NAME of prctl(2). None takes the name away."""
        check_words(addr, length)
        result = self._lib.set_anon_name(self._handle, addr, length, utf8(name))
        if result < 0:
            self._fail(result, "set_anon_name", addr, length, name)

    def mbind(self, addr: int, length: int, mode: int, nodes: int) -> None:
        """mbind(2), with a node a bit of nodes. It moves no page."""
        check_words(addr, length, nodes)
        check_int(mode)
        result = self._lib.mbind(self._handle, addr, length, mode, nodes)
        if result < 0:
            self._fail(result, "mbind", addr, length, mode, nodes)

    def uffd_register(self, uffd: Userfaultfd, addr: int, length: int, mode: int) -> None:
        """UFFDIO_REGISTER (ioctl_userfaultfd(2)), with a mode of UFFDIO_REGISTER_MODE_*."""
        check_words(addr, length, mode)
        result = self._lib.uffd_register(self._handle, uffd._handle, addr, length, mode)
        if result < 0:
            self._fail(result, "uffd_register", uffd, addr, length, mode)

    def uffd_unregister(self, uffd: Userfaultfd, addr: int, length: int) -> None:
        """UFFDIO_UNREGISTER."""
        check_words(addr, length)
        result = self._lib.uffd_unregister(self._handle, uffd._handle, addr, length)
        if result < 0:
            self._fail(result, "uffd_unregister", uffd, addr, length)

    def uffd_writeprotect(self, addr: int, length: int, on: bool = True) -> None:
        """UFFDIO_WRITEPROTECT."""
        check_words(addr, length)
        result = self._lib.uffd_writeprotect(self._handle, addr, length, int(on))
        if result < 0:
            self._fail(result, "uffd_writeprotect", addr, length, on)

    def fork(self) -> "Space":
        """The child that fork(2) makes."""
        return self._copy(self._lib.fork(self._handle))

    def clone(self) -> "Space":
        """A copy to which nothing of fork happens."""
        return self._copy(self._lib.clone(self._handle))

    # What there is.

    def __len__(self) -> int:
        count = self._lib.count(self._handle)
        if not count:
            self._need_open()
        return count

    def __iter__(self) -> Iterator[Vma]:
        """The VMAs from the lowest, each as it is when the walk comes to it: it never goes back, whatever changes meanwhile."""
        addr = 0
        while True:
            vma = self.next(addr)
            if vma is None:
                return
            yield vma
            addr = vma.end

    def __contains__(self, addr: int) -> bool:
        return self.find(addr) is not None

    def __getitem__(self, addr: int) -> Vma:
        vma = self.find(addr)
        if vma is None:
            raise KeyError(f"nothing is mapped at {addr:#x}")
        return vma

    def find(self, addr: int) -> Optional[Vma]:
        """The VMA that contains an address; None where there is none."""
        check_words(addr)
        room = VmaRoom()
        result = self._lib.find(self._handle, addr, room)
        return vma_of(room) if result == 1 else self._fail(result, "find", addr) if result else None

    def next(self, addr: int) -> Optional[Vma]:
        """The first VMA that ends after an address; None where there is none."""
        check_words(addr)
        room = VmaRoom()
        result = self._lib.next(self._handle, addr, room)
        return vma_of(room) if result == 1 else self._fail(result, "next", addr) if result else None

    def explain(self, addr: int) -> Optional[str]:
        """Why the VMA that contains an address and the one that follows it are two; None where they don't touch."""
        check_words(addr)
        length, text = read_text(lambda buffer, size: self._lib.explain(self._handle, addr, buffer, size))
        if length < 0:
            self._fail(length, "explain", addr)
        return text or None

    def maps(self) -> str:
        """All of it, as /proc/PID/maps shows it."""
        length, text = read_text(lambda buffer, size: self._lib.maps(self._handle, buffer, size))
        return text if length >= 0 else self._fail(length, "maps")

    def __str__(self) -> str:
        return self.maps().rstrip("\n")

    def table(self) -> List[Row]:
        """A row a VMA, with its flags in words and why it is not one with the next."""
        return [
            Row(vma.start, vma.end, vma.size, vma.perms, self.format(vma.flags), vma.page_offset, vma.inode, vma.anon_vma, self.explain(vma.start))
            for vma in self
        ]

    def decode(self, text: Union[str, int]) -> int:
        """The flags that a text names, as kernelflags.decode, for this space's kernel with its arch, config and overlay."""
        self._need_open()
        return read_flags(self._lib, lambda data, words: self._lib.space_decode(self._handle, data, words), text)

    def format(self, flags: int, style: Style = "smaps") -> str:
        """Flags in words, as kernelflags.format, for this space's kernel with its arch, config and overlay."""
        self._need_open()
        known = self._texts.get((flags, style))
        if known is None:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            known = write_flags(self._lib, lambda words, letter, buffer, size: self._lib.space_format(self._handle, words, letter, buffer, size), flags, style)
            self._texts[flags, style] = known
        return known

    def snapshot(self) -> Snapshot:
        """The VMAs of this moment."""
        handle = self._lib.snapshot_new(self._handle)
        if handle is None:
            self._need_open()
            raise refused(self._lib)
        return Snapshot(self._lib, handle)

    def _copy(self, handle: Optional[int]) -> "Space":
        if handle is None:
            self._need_open()
            raise refused(self._lib)
        return Space._of(handle, self._name)


_MOST_TEXTS = 4096

# A handle that stands for nothing, as against NULL, which is no file.
_NO_HANDLE = 1
