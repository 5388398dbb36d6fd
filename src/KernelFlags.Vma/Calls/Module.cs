// The stack frames of the system calls hold several records, which are written before they are read: to clear them took a twentieth of mmap.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
