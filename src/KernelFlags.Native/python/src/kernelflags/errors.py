"""What goes wrong, as exceptions. All are KernelFlagsError, and each is what Python calls such an error, too."""

import signal


class KernelFlagsError(Exception):
    """Anything that this package raises by itself."""


class LibraryError(KernelFlagsError, ImportError):
    """libkernelflags.so is not there, can't be loaded, or is of another ABI; the message says what would be right."""


class RefusedError(KernelFlagsError, ValueError):
    """A kernel that is not described, definitions with a mistake, a word that the kernel does not have, a text that is no smaps."""


class SyscallError(KernelFlagsError, OSError):
    """A system call of the model failed: errno and strerror are set, as for a call of the kernel."""


class HangError(KernelFlagsError):
    """A system call of the model would never return."""


class SignalError(KernelFlagsError):
    """An access in the model raises a signal. address is where; None where the library does not say."""

    signal: signal.Signals

    def __init__(self, message: str, address: "int | None" = None) -> None:
        super().__init__(message)
        self.address = address


class SegmentationFault(SignalError):
    """SIGSEGV: nothing is mapped there, access is not allowed, or a guard region lies there."""

    signal = signal.SIGSEGV


class BusError(SignalError):
    """SIGBUS: the file behind the mapping ends before that page."""

    signal = signal.SIGBUS
