"""What the calls of the library have in common: arguments that fit, results that are exceptions, texts, and things that are closed."""

import ctypes
import os
import re
import weakref
from typing import Any, Callable, NoReturn, Optional, Tuple, TypeVar

from ._library import Library
from .errors import BusError, HangError, RefusedError, SegmentationFault, SyscallError

_HANGS, _SIGBUS, _SIGSEGV = -10000, -10007, -10011
_FIRST_TEXT = 512

_Self = TypeVar("_Self", bound="Owned")


class Owned:
    """What the library holds for us: closed by close, at the end of a with statement, or when nothing refers to it any more."""

    def __init__(self, lib: Library, handle: int, free: Callable[[Optional[int]], None]) -> None:
        self._lib = lib
        self._handle: Optional[int] = handle
        self._finalizer = weakref.finalize(self, free, handle)
        self._finalizer.atexit = False

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._handle is None

    def close(self) -> None:
        """Gives back what the library holds for it. Once more does nothing."""
        self._handle = None
        self._finalizer()

    def _fail(self, result: int, call: str, *arguments: Any) -> NoReturn:
        """Raises what a result below 0 says, after asking whether it only says that this was closed."""
        message = self._lib.message()
        self._need_open()
        for argument in arguments:
            if isinstance(argument, Owned):
                argument._need_open()
        raise failure(result, message, call, arguments)

    def _need_open(self) -> None:
        if self._handle is None:
            raise ValueError(f"this {type(self).__name__} is closed")


def failure(result: int, message: str, call: str, arguments: Tuple[Any, ...]) -> Exception:
    """The exception of a system call that gave a result below 0."""
    shown = f"{call}({', '.join(_show(argument) for argument in arguments)})"
    if result == _HANGS:
        return HangError(f"{shown} would never return")
    if result in (_SIGBUS, _SIGSEGV):
        at = re.search(r"0x[0-9a-f]+", message)
        kind = SegmentationFault if result == _SIGSEGV else BusError
        return kind(f"{shown}: {message}", int(at.group(), 16) if at else None)
    code = -result
    says_more = message and not re.fullmatch(r"E[A-Z0-9]+|\d+", message)
    return SyscallError(code, f"{shown}: {message if says_more else os.strerror(code)}")


def refused(lib: Library) -> RefusedError:
    """The exception of something else that failed just now."""
    return RefusedError(lib.message())


def check_words(*values: int) -> None:
    """Refuses what an unsigned number of 64 bits can't hold, which ctypes would cut."""
    for value in values:
        if value >> 64:
            raise OverflowError(f"{value:#x} does not fit an unsigned number of 64 bits")


def check_int(value: int) -> None:
    """Refuses what an int of C can't hold, signed or not."""
    if not -0x80000000 <= value <= 0xFFFFFFFF:
        raise OverflowError(f"{value:#x} does not fit an int of C")


def utf8(text: Optional[str]) -> Optional[bytes]:
    """A string of C, which ends at its first 0."""
    if text is None:
        return None
    data = text.encode("utf-8", "surrogateescape")
    if 0 in data:
        raise ValueError("a text for the library can't have a NUL in it")
    return data


def read_text(write: "Callable[[ctypes.Array[ctypes.c_char], int], int]") -> Tuple[int, str]:
    """The text that a function writes as snprintf(3) does, and what it returned: below 0 it failed."""
    size = _FIRST_TEXT
    while True:
        buffer = ctypes.create_string_buffer(size)
        length = write(buffer, size)
        if length < size:
            return length, buffer.value.decode("utf-8", "replace") if length > 0 else ""
        size = length + 1


def _show(argument: Any) -> str:
    return hex(argument) if type(argument) is int and argument > 9 else str(argument) if isinstance(argument, int) else repr(argument)
