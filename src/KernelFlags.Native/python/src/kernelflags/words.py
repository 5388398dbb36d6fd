"""Words of memory system calls, with the numbers of linux-7.2-x86_64.

Other architectures have other numbers for some: kflags gen --table madv --target python --arch ARCH makes a module of those.
"""
# @generated from the definitions. Change the template, not this file.
# Made by: kflags gen --target sources --out src

from typing import Final

# Advice that madvise(2) takes, one at a time.
MADV_NORMAL: Final = 0  # No special treatment.
MADV_RANDOM: Final = 0x1  # Will be read in no order.
MADV_SEQUENTIAL: Final = 0x2  # Will be read from front to back.
MADV_WILLNEED: Final = 0x3  # Will be needed soon.
MADV_DONTNEED: Final = 0x4  # Pages are dropped.
MADV_FREE: Final = 0x8  # Pages may be dropped.
MADV_REMOVE: Final = 0x9  # Pages and their place in the file are given back.
MADV_DONTFORK: Final = 0xa  # A child does not get it.
MADV_DOFORK: Final = 0xb  # Undoes DONTFORK.
MADV_MERGEABLE: Final = 0xc  # Equal pages may be merged.
MADV_UNMERGEABLE: Final = 0xd  # Undoes MERGEABLE.
MADV_HUGEPAGE: Final = 0xe  # Huge pages are wanted.
MADV_NOHUGEPAGE: Final = 0xf  # Huge pages are not wanted.
MADV_DONTDUMP: Final = 0x10  # Core dumps leave it out.
MADV_DODUMP: Final = 0x11  # Undoes DONTDUMP.
MADV_WIPEONFORK: Final = 0x12  # A child gets it empty.
MADV_KEEPONFORK: Final = 0x13  # Undoes WIPEONFORK.
MADV_COLD: Final = 0x14  # Pages go first when memory is short.
MADV_PAGEOUT: Final = 0x15  # Pages are reclaimed.
MADV_POPULATE_READ: Final = 0x16  # Pages are faulted in for reading.
MADV_POPULATE_WRITE: Final = 0x17  # Pages are faulted in for writing.
MADV_DONTNEED_LOCKED: Final = 0x18  # As DONTNEED, locked pages too.
MADV_COLLAPSE: Final = 0x19  # Pages are collapsed into huge ones.
MADV_HWPOISON: Final = 0x64  # Pages are treated as if the hardware had found them broken, for tests.
MADV_SOFT_OFFLINE: Final = 0x65  # Pages are taken out of use and their content moved, for tests.
MADV_GUARD_INSTALL: Final = 0x66  # Guard regions are installed.
MADV_GUARD_REMOVE: Final = 0x67  # Guard regions are removed.

# Flags of mmap(2).
MAP_FILE: Final = 0  # Nothing: a file stands behind it unless it is anonymous.
MAP_SHARED: Final = 0x1  # Writes reach the file and others that map it.
MAP_PRIVATE: Final = 0x2  # Writes stay private.
MAP_SHARED_VALIDATE: Final = 0x3  # As SHARED, and unknown flags are refused.
MAP_DROPPABLE: Final = 0x8  # Anonymous pages that may be dropped under memory pressure.
MAP_FIXED: Final = 0x10  # At exactly the address that is given; what lies there is unmapped.
MAP_ANONYMOUS: Final = 0x20  # No file stands behind it.
MAP_32BIT: Final = 0x40  # Below 2 GiB, unless FIXED says where; of x86-64, ignored elsewhere.
MAP_ABOVE4G: Final = 0x80  # Not below 4 GiB, unless an address is given; of x86-64, ignored elsewhere.
MAP_GROWSDOWN: Final = 0x100  # Grows downwards.
MAP_FIXED_NOREPLACE: Final = 0x100000  # At exactly the address that is given, and only when nothing lies there.
MAP_DENYWRITE: Final = 0x800  # Ignored.
MAP_EXECUTABLE: Final = 0x1000  # Ignored.
MAP_LOCKED: Final = 0x2000  # Its pages are locked.
MAP_NORESERVE: Final = 0x4000  # Does not count against the commit limit.
MAP_POPULATE: Final = 0x8000  # Its pages are faulted in at once.
MAP_NONBLOCK: Final = 0x10000  # With POPULATE: nothing is faulted in.
MAP_STACK: Final = 0x20000  # Will be a stack.
MAP_SYNC: Final = 0x80000  # Synchronous page faults, on DAX files.
MAP_UNINITIALIZED: Final = 0x4000000  # Its pages need not be cleared; without an MMU, and where the kernel was built for it.
MAP_HUGETLB: Final = 0x40000  # Of huge pages.
MAP_HUGE_16KB: Final = 0x38000000  # Huge pages of 16 KiB.
MAP_HUGE_64KB: Final = 0x40000000  # Huge pages of 64 KiB.
MAP_HUGE_512KB: Final = 0x4c000000  # Huge pages of 512 KiB.
MAP_HUGE_1MB: Final = 0x50000000  # Huge pages of 1 MiB.
MAP_HUGE_2MB: Final = 0x54000000  # Huge pages of 2 MiB.
MAP_HUGE_8MB: Final = 0x5c000000  # Huge pages of 8 MiB.
MAP_HUGE_16MB: Final = 0x60000000  # Huge pages of 16 MiB.
MAP_HUGE_32MB: Final = 0x64000000  # Huge pages of 32 MiB.
MAP_HUGE_256MB: Final = 0x70000000  # Huge pages of 256 MiB.
MAP_HUGE_512MB: Final = 0x74000000  # Huge pages of 512 MiB.
MAP_HUGE_1GB: Final = 0x78000000  # Huge pages of 1 GiB.
MAP_HUGE_2GB: Final = 0x7c000000  # Huge pages of 2 GiB.
MAP_HUGE_16GB: Final = 0x88000000  # Huge pages of 16 GiB.
MAP_TYPE: Final = 0xf  # The bits of the field TYPE: What kind of mapping it is.
MAP_HUGE_MASK: Final = 0x3f  # The bits of the field HUGE: How large its huge pages are, as the logarithm of their bytes.
MAP_HUGE_SHIFT: Final = 0x1a  # How far a value of the field HUGE is shifted.

# Flags of mlockall(2).
MCL_CURRENT: Final = 0x1  # What is mapped now.
MCL_FUTURE: Final = 0x2  # What is mapped from now on.
MCL_ONFAULT: Final = 0x4  # Pages are locked as they are faulted in.

# Flags of mlock2(2).
MLOCK_ONFAULT: Final = 0x1  # Pages are locked as they are faulted in.

# Flags of mremap(2).
MREMAP_MAYMOVE: Final = 0x1  # May move.
MREMAP_FIXED: Final = 0x2  # To just this address.
MREMAP_DONTUNMAP: Final = 0x4  # The old range stays mapped.

# Access rights that mmap(2) and mprotect(2) take.
PROT_NONE: Final = 0  # No access.
PROT_READ: Final = 0x1  # May be read.
PROT_WRITE: Final = 0x2  # May be written.
PROT_EXEC: Final = 0x4  # May be executed.
PROT_SEM: Final = 0x8  # May be used for atomic operations; changes nothing.
PROT_GROWSDOWN: Final = 0x1000000  # mprotect(2) reaches down to the start of a mapping that grows downwards.
PROT_GROWSUP: Final = 0x2000000  # mprotect(2) reaches up to the end of a mapping that grows upwards.

# Features that a userfaultfd is made with (ioctl_userfaultfd(2)).
UFFD_FEATURE_PAGEFAULT_FLAG_WP: Final = 0x1  # Write protection.
UFFD_FEATURE_EVENT_FORK: Final = 0x2  # Told of fork(2): a child keeps the registration.
UFFD_FEATURE_EVENT_REMAP: Final = 0x4  # Told of mremap(2): moved memory keeps the registration.
UFFD_FEATURE_EVENT_REMOVE: Final = 0x8  # Told of memory that is given back.
UFFD_FEATURE_MISSING_HUGETLBFS: Final = 0x10  # Missing pages of hugetlbfs.
UFFD_FEATURE_MISSING_SHMEM: Final = 0x20  # Missing pages of shared memory.
UFFD_FEATURE_EVENT_UNMAP: Final = 0x40  # Told of memory that is unmapped.
UFFD_FEATURE_SIGBUS: Final = 0x80  # A fault raises SIGBUS instead of waiting.
UFFD_FEATURE_THREAD_ID: Final = 0x100  # A fault tells the thread that had it.
UFFD_FEATURE_MINOR_HUGETLBFS: Final = 0x200  # Minor faults of hugetlbfs.
UFFD_FEATURE_MINOR_SHMEM: Final = 0x400  # Minor faults of shared memory.
UFFD_FEATURE_EXACT_ADDRESS: Final = 0x800  # A fault tells its address to the byte.
UFFD_FEATURE_WP_HUGETLBFS_SHMEM: Final = 0x1000  # Write protection of shared memory.
UFFD_FEATURE_WP_UNPOPULATED: Final = 0x2000  # Write protection of anonymous pages that are not there.
UFFD_FEATURE_POISON: Final = 0x4000  # Pages may be marked as broken.
UFFD_FEATURE_WP_ASYNC: Final = 0x8000  # A write to a protected page is let through and the protection lifted.
UFFD_FEATURE_MOVE: Final = 0x10000  # Pages may be moved within the address space.

# Ways in which a userfaultfd watches a range (ioctl_userfaultfd(2)).
UFFDIO_REGISTER_MODE_MISSING: Final = 0x1  # Faults on missing pages.
UFFDIO_REGISTER_MODE_WP: Final = 0x2  # Writes to protected pages.
UFFDIO_REGISTER_MODE_MINOR: Final = 0x4  # Faults on pages that are in the page cache.
