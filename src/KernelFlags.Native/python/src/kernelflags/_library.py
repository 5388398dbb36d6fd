"""The C library: where it is, and what its functions take and give."""

import ctypes
import os
import threading
from pathlib import Path
from typing import Any, Callable, Optional

from .errors import LibraryError

ABI = 1
NAME = "libkernelflags.so"
VARIABLE = "KERNELFLAGS_LIBRARY"

_HOW = f"install the wheel, which has it inside, or publish src/KernelFlags.Native and set {VARIABLE} to the path of its {NAME}"

_u64, _int, _ptr, _str, _size = ctypes.c_uint64, ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t
_RANGE = (_ptr, _u64, _u64)


class Library:
    """The functions of the library. Each is called without the GIL, from any thread."""

    def __init__(self, path: str) -> None:
        try:
            self._library = ctypes.CDLL(path)
        except OSError as error:
            raise LibraryError(f"{path} can't be loaded: {error}; {_HOW}") from error
        self.path = path
        self.abi = self._number("abi", _int)
        abi = self.abi()
        if abi != ABI:
            raise LibraryError(f"{path} has ABI {abi}, and this package needs {ABI}: take library and package of one version")
        self.error: Callable[[], bytes] = self._function("error", _str)

        self.space_new = self._handle("space_new", _str, _str, _str, _str)
        self.space_from_smaps = self._handle("space_from_smaps", _str, _str)
        self.fork = self._handle("fork", _ptr)
        self.clone = self._handle("clone", _ptr)
        self.space_free = self._free("space_free")

        self.mmap = self._call("mmap", *_RANGE, _int, _int, _ptr, _u64)
        self.munmap = self._call("munmap", *_RANGE)
        self.mprotect = self._call("mprotect", *_RANGE, _int)
        self.madvise = self._call("madvise", *_RANGE, _int)
        self.mremap = self._call("mremap", *_RANGE, _u64, _int, _u64)
        self.mlock = self._call("mlock", *_RANGE)
        self.mlock2 = self._call("mlock2", *_RANGE, ctypes.c_uint)
        self.munlock = self._call("munlock", *_RANGE)
        self.mseal = self._call("mseal", *_RANGE, ctypes.c_ulong)
        self.brk = self._call("brk", _ptr, _u64)
        self.touch = self._call("touch", *_RANGE, _int)
        self.set_anon_name = self._call("set_anon_name", *_RANGE, _str)
        self.mbind = self._call("mbind", *_RANGE, _int, _u64)

        self.file_new = self._handle("file_new", _u64, _int)
        self.file_new_readonly = self._handle("file_new_readonly", _u64, _int)
        self.file_free = self._free("file_free")

        self.uffd_new = self._handle("uffd_new", _u64)
        self.uffd_free = self._free("uffd_free")
        self.uffd_register = self._call("uffd_register", _ptr, _ptr, _u64, _u64, _u64)
        self.uffd_unregister = self._call("uffd_unregister", _ptr, _ptr, _u64, _u64)
        self.uffd_writeprotect = self._call("uffd_writeprotect", *_RANGE, _int)

        self.count = self._number("count", _size, _ptr)
        self.find = self._number("find", _int, _ptr, _u64, _ptr)
        self.next = self._number("next", _int, _ptr, _u64, _ptr)
        self.explain = self._call("explain", _ptr, _u64, _ptr, _size)
        self.maps = self._call("maps", _ptr, _ptr, _size)
        self.decode = self._call("decode", _str, _str, _ptr)
        self.format = self._call("format", _str, _ptr, _int, _ptr, _size)
        self.space_decode = self._call("space_decode", _ptr, _str, _ptr)
        self.space_format = self._call("space_format", _ptr, _ptr, _int, _ptr, _size)

        self.snapshot_new = self._handle("snapshot_new", _ptr)
        self.snapshot_free = self._free("snapshot_free")
        self.snapshot_count = self._number("snapshot_count", _size, _ptr)
        self.snapshot_get = self._number("snapshot_get", _int, _ptr, _size, _ptr)
        self.snapshot_diff = self._call("snapshot_diff", _ptr, _ptr, _ptr, _size)

    def message(self) -> str:
        """Why this thread's last failed call did."""
        return self.error().decode()

    def _call(self, name: str, *arguments: Any) -> Callable[..., int]:
        """A function that gives a value, -errno, or a code below every -errno."""
        return self._number(name, ctypes.c_int64, *arguments)

    def _number(self, name: str, result: Any, *arguments: Any) -> Callable[..., int]:
        return self._function(name, result, *arguments)

    def _handle(self, name: str, *arguments: Any) -> Callable[..., Optional[int]]:
        return self._function(name, _ptr, *arguments)

    def _free(self, name: str) -> Callable[[Optional[int]], None]:
        return self._function(name, None, _ptr)

    def _function(self, name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
        try:
            function = self._library["kf_" + name]
        except AttributeError as error:
            raise LibraryError(f"{self.path} has no kf_{name}: it is older than this package; take both of one version") from error
        function.restype, function.argtypes = result, arguments
        return function


_loading = threading.Lock()
_loaded: Optional[Library] = None


def library() -> Library:
    """The library, which the first call loads: that of the wheel, else that of KERNELFLAGS_LIBRARY, else the system's."""
    global _loaded
    if _loaded is None:
        with _loading:
            if _loaded is None:
                _loaded = _load()
    return _loaded


def _load() -> Library:
    inside = Path(__file__).with_name(NAME)
    if inside.exists():
        return Library(str(inside))
    named = os.environ.get(VARIABLE)
    if named:
        return Library(named)
    try:
        return Library(NAME)
    except LibraryError as error:
        if not isinstance(error.__cause__, OSError):
            raise
        raise LibraryError(f"{NAME} is not in {inside.parent}, {VARIABLE} is not set, and the system has none; {_HOW}") from error.__cause__
