"""Flags in words and as numbers, for any kernel that is described."""

import ctypes
from typing import Any, Callable, Literal, Union

from ._calls import read_text, refused, utf8
from ._library import Library, library

Style = Literal["smaps", "trace"]

_WORDS = ctypes.c_uint64 * 2
_STYLES = {"smaps": ord("s"), "trace": ord("t")}


def decode(kernel: str, text: Union[str, int]) -> int:
    """
    The flags that a text names on a kernel ("7.2", a release, a profile): mnemonics of smaps with or without "VmFlags:", names of C or of
    traces, 0x…. A word that the kernel does not have raises RefusedError.
    """
    lib, name = library(), utf8(kernel)
    return read_flags(lib, lambda data, words: lib.decode(name, data, words), text)


def format(kernel: str, flags: int, style: Style = "smaps") -> str:
    """The flags of a kernel in words: "rd wr", as smaps has them, or "read|write", as traces have them ("trace")."""
    lib, name = library(), utf8(kernel)
    return write_flags(lib, lambda words, letter, buffer, size: lib.format(name, words, letter, buffer, size), flags, style)


def read_flags(lib: Library, read: Callable[[Any, Any], int], text: Union[str, int]) -> int:
    """The flags that a function of the library reads from a text."""
    words = _WORDS()
    if read(utf8(text if isinstance(text, str) else hex(text)), words) < 0:
        raise refused(lib)
    return words[0] | words[1] << 64


def write_flags(lib: Library, write: Callable[[Any, int, Any, int], int], flags: int, style: Style) -> str:
    """The text that a function of the library writes for flags."""
    letter = _STYLES.get(style, 0)
    if not letter:
        raise ValueError(f"{style!r} is no style; there are 'smaps' and 'trace'")
    if flags >> 128:
        raise OverflowError(f"{flags:#x} does not fit 128 bits")
    words = _WORDS(flags & 0xFFFFFFFFFFFFFFFF, flags >> 64)
    length, text = read_text(lambda buffer, size: write(words, letter, buffer, size))
    if length < 0:
        raise refused(lib)
    return text
