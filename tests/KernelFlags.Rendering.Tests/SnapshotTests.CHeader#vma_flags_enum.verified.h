/*
 * Flags of a virtual memory area (VMA), as struct vm_area_struct has them.
 *
 * @generated from the table 'vma' for Linux 7.2.13 on x86_64; change the definitions, not this file.
 * Compared with the headers of 7.2.13.
 * Made by: kflags gen --table vma --target c-header --kernel 7.2.13 --arch x86_64
 */
#ifndef VMA_FLAGS_ENUM_H
#define VMA_FLAGS_ENUM_H

/* The numbers of the bits. One above the word has no place in it. */
enum {
	VMA_READ_BIT               = 0,                   /* May be read. */
	VMA_WRITE_BIT              = 1,                   /* May be written. */
	VMA_EXEC_BIT               = 2,                   /* May be executed. */
	VMA_SHARED_BIT             = 3,                   /* Writes reach the file, and others that map it. */
	VMA_MAYREAD_BIT            = 4,                   /* mprotect may make it readable. */
	VMA_MAYWRITE_BIT           = 5,                   /* mprotect may make it writable. */
	VMA_MAYEXEC_BIT            = 6,                   /* mprotect may make it executable. */
	VMA_MAYSHARE_BIT           = 7,                   /* Mapped as shared, whether or not it may be written. */
	VMA_GROWSDOWN_BIT          = 8,                   /* A fault just below it makes it grow downwards. */
	VMA_GROWSUP_BIT            = 24,                  /* A fault just above it makes it grow upwards. */
	VMA_STACK_BIT              = VMA_GROWSDOWN_BIT,   /* Grows as stacks of this architecture do. */
	VMA_UFFD_MISSING_BIT       = 9,                   /* A userfaultfd is told of faults on pages that are missing. */
	VMA_UFFD_WP_BIT            = 12,                  /* A userfaultfd is told of writes to pages that it write-protected; page tables hold which those are. */
	VMA_UFFD_MINOR_BIT         = 41,                  /* A userfaultfd is told of faults on pages that are in the page cache and not yet mapped. */
	VMA_PFNMAP_BIT             = 10,                  /* Maps page frames that have no struct page; a fault can't restore them. */
	VMA_IO_BIT                 = 14,                  /* Maps the memory of a device, where an access can have side effects. */
	VMA_DONTEXPAND_BIT         = 18,                  /* mremap can't make it larger. */
	VMA_HUGETLB_BIT            = 22,                  /* Maps huge pages of hugetlbfs. */
	VMA_SYNC_BIT               = 23,                  /* A write fault returns only when the file system's metadata is on stable storage (DAX). */
	VMA_MIXEDMAP_BIT           = 28,                  /* Maps pages with and without a struct page; a fault can't restore them. */
	VMA_DROPPABLE_BIT          = 40,                  /* Pages may be dropped under memory pressure and read as zero then. */
	VMA_ALLOW_ANY_UNCACHED_BIT = 39,                  /* KVM may map it with any memory type that is not cached. */
	VMA_MAYBE_GUARD_BIT        = 11,                  /* May hold guard regions; when clear, it holds none. */
	VMA_LOCKED_BIT             = 13,                  /* Its pages stay in memory. */
	VMA_LOCKONFAULT_BIT        = 19,                  /* Its pages are locked as they are faulted in, not before. */
	VMA_SEALED_BIT             = 42,                  /* Can't be unmapped, moved, replaced or given other access rights. */
	VMA_SEQ_READ_BIT           = 15,                  /* Will be read from front to back. */
	VMA_RAND_READ_BIT          = 16,                  /* Will be read in no order; reading ahead does not pay. */
	VMA_DONTCOPY_BIT           = 17,                  /* A child does not get it at fork. */
	VMA_WIPEONFORK_BIT         = 25,                  /* A child gets it empty at fork. */
	VMA_DONTDUMP_BIT           = 26,                  /* Core dumps leave it out. */
	VMA_HUGEPAGE_BIT           = 29,                  /* Transparent huge pages are wanted. */
	VMA_NOHUGEPAGE_BIT         = 30,                  /* Transparent huge pages are not wanted. */
	VMA_MERGEABLE_BIT          = 31,                  /* KSM may merge its pages with equal ones. */
	VMA_ACCOUNT_BIT            = 20,                  /* Counts against the commit limit. */
	VMA_NORESERVE_BIT          = 21,                  /* Does not count against the commit limit. */
	VMA_SOFTDIRTY_BIT          = 27,                  /* Pages may have been written since soft-dirty bits were last cleared. */
	VMA_ARCH_1_BIT             = 24,                  /* For the architecture to use. */
	VMA_SAO_BIT                = VMA_ARCH_1_BIT,      /* Accesses are strongly ordered. */
	VMA_SPARC_ADI_BIT          = VMA_ARCH_1_BIT,      /* Accesses are checked against tags of the memory (ADI). */
	VMA_ARM64_BTI_BIT          = VMA_ARCH_1_BIT,      /* Indirect branches may only reach landing pads (BTI). */
	VMA_ARCH_CLEAR_BIT         = VMA_ARCH_1_BIT,      /* The architecture's flag that a change of protection clears. */
	VMA_MAPPED_COPY_BIT        = VMA_ARCH_1_BIT,      /* Holds a copy of the file's data; without an MMU only. */
	VMA_HIGH_ARCH_0_BIT        = 32,                  /* For the architecture to use, on 64 bits. */
	VMA_HIGH_ARCH_1_BIT        = 33,                  /* For the architecture to use, on 64 bits. */
	VMA_HIGH_ARCH_2_BIT        = 34,                  /* For the architecture to use, on 64 bits. */
	VMA_HIGH_ARCH_3_BIT        = 35,                  /* For the architecture to use, on 64 bits. */
	VMA_HIGH_ARCH_4_BIT        = 36,                  /* For the architecture to use, on 64 bits. */
	VMA_HIGH_ARCH_5_BIT        = 37,                  /* For the architecture to use, on 64 bits. */
	VMA_HIGH_ARCH_6_BIT        = 38,                  /* For the architecture to use, on 64 bits. */
	VMA_PKEY_BIT0_BIT          = VMA_HIGH_ARCH_0_BIT, /* The lowest bit of the protection key. */
	VMA_PKEY_BIT1_BIT          = VMA_HIGH_ARCH_1_BIT, /* The second bit of the protection key. */
	VMA_PKEY_BIT2_BIT          = VMA_HIGH_ARCH_2_BIT, /* The third bit of the protection key. */
	VMA_PKEY_BIT3_BIT          = VMA_HIGH_ARCH_3_BIT, /* The fourth bit of the protection key. */
	VMA_PKEY_BIT4_BIT          = VMA_HIGH_ARCH_4_BIT, /* The fifth bit of the protection key. */
	VMA_MTE_BIT                = VMA_HIGH_ARCH_4_BIT, /* Accesses are checked against tags of the memory (MTE). */
	VMA_MTE_ALLOWED_BIT        = VMA_HIGH_ARCH_5_BIT, /* mprotect may set MTE. */
	VMA_SHADOW_STACK_BIT       = VMA_HIGH_ARCH_5_BIT, /* Holds return addresses; only the processor's stack instructions write it. */
};

#define VM_NONE               0x0000000000000000ULL /* No flag. */
#define VM_READ               0x0000000000000001ULL /* May be read. */
#define VM_WRITE              0x0000000000000002ULL /* May be written. */
#define VM_EXEC               0x0000000000000004ULL /* May be executed. */
#define VM_SHARED             0x0000000000000008ULL /* Writes reach the file, and others that map it. */
#define VM_MAYREAD            0x0000000000000010ULL /* mprotect may make it readable. */
#define VM_MAYWRITE           0x0000000000000020ULL /* mprotect may make it writable. */
#define VM_MAYEXEC            0x0000000000000040ULL /* mprotect may make it executable. */
#define VM_MAYSHARE           0x0000000000000080ULL /* Mapped as shared, whether or not it may be written. */
#define VM_GROWSDOWN          0x0000000000000100ULL /* A fault just below it makes it grow downwards. */
#define VM_GROWSUP            VM_NONE               /* A fault just above it makes it grow upwards. */
#define VM_STACK              VM_GROWSDOWN          /* Grows as stacks of this architecture do. */
#define VM_STACK_EARLY        VM_NONE               /* The direction in which execve lets a stack grow while it prepares it, where that is not the final one. */
#define VM_UFFD_MISSING       0x0000000000000200ULL /* A userfaultfd is told of faults on pages that are missing. */
#define VM_UFFD_WP            0x0000000000001000ULL /* A userfaultfd is told of writes to pages that it write-protected; page tables hold which those are. */
#define VM_UFFD_MINOR         0x0000020000000000ULL /* A userfaultfd is told of faults on pages that are in the page cache and not yet mapped. */
#define VM_PFNMAP             0x0000000000000400ULL /* Maps page frames that have no struct page; a fault can't restore them. */
#define VM_IO                 0x0000000000004000ULL /* Maps the memory of a device, where an access can have side effects. */
#define VM_DONTEXPAND         0x0000000000040000ULL /* mremap can't make it larger. */
#define VM_HUGETLB            0x0000000000400000ULL /* Maps huge pages of hugetlbfs. */
#define VM_SYNC               0x0000000000800000ULL /* A write fault returns only when the file system's metadata is on stable storage (DAX). */
#define VM_MIXEDMAP           0x0000000010000000ULL /* Maps pages with and without a struct page; a fault can't restore them. */
#define VM_DROPPABLE          0x0000010000000000ULL /* Pages may be dropped under memory pressure and read as zero then. */
#define VM_ALLOW_ANY_UNCACHED 0x0000008000000000ULL /* KVM may map it with any memory type that is not cached. */
#define VM_MAYBE_GUARD        0x0000000000000800ULL /* May hold guard regions; when clear, it holds none. */
#define VM_LOCKED             0x0000000000002000ULL /* Its pages stay in memory. */
#define VM_LOCKONFAULT        0x0000000000080000ULL /* Its pages are locked as they are faulted in, not before. */
#define VM_SEALED             0x0000040000000000ULL /* Can't be unmapped, moved, replaced or given other access rights. */
#define VM_SEQ_READ           0x0000000000008000ULL /* Will be read from front to back. */
#define VM_RAND_READ          0x0000000000010000ULL /* Will be read in no order; reading ahead does not pay. */
#define VM_DONTCOPY           0x0000000000020000ULL /* A child does not get it at fork. */
#define VM_WIPEONFORK         0x0000000002000000ULL /* A child gets it empty at fork. */
#define VM_DONTDUMP           0x0000000004000000ULL /* Core dumps leave it out. */
#define VM_HUGEPAGE           0x0000000020000000ULL /* Transparent huge pages are wanted. */
#define VM_NOHUGEPAGE         0x0000000040000000ULL /* Transparent huge pages are not wanted. */
#define VM_MERGEABLE          0x0000000080000000ULL /* KSM may merge its pages with equal ones. */
#define VM_ACCOUNT            0x0000000000100000ULL /* Counts against the commit limit. */
#define VM_NORESERVE          0x0000000000200000ULL /* Does not count against the commit limit. */
#define VM_SOFTDIRTY          0x0000000008000000ULL /* Pages may have been written since soft-dirty bits were last cleared. */
#define VM_ARCH_1             0x0000000001000000ULL /* For the architecture to use. */
#define VM_PKEY_BIT0          0x0000000100000000ULL /* The lowest bit of the protection key. */
#define VM_PKEY_BIT1          0x0000000200000000ULL /* The second bit of the protection key. */
#define VM_PKEY_BIT2          0x0000000400000000ULL /* The third bit of the protection key. */
#define VM_PKEY_BIT3          0x0000000800000000ULL /* The fourth bit of the protection key. */
#define VM_PKEY_BIT4          VM_NONE               /* The fifth bit of the protection key. */
#define VM_MTE                VM_NONE               /* Accesses are checked against tags of the memory (MTE). */
#define VM_MTE_ALLOWED        VM_NONE               /* mprotect may set MTE. */
#define VM_SHADOW_STACK       0x0000002000000000ULL /* Holds return addresses; only the processor's stack instructions write it. */

/* Access rights, which mprotect changes. */
#define VM_ACCESS_FLAGS (VM_READ | VM_WRITE | VM_EXEC)
#define VMA_ACCESS_FLAGS VM_ACCESS_FLAGS

/* A VMA with one of them never merges and can't be locked. */
#define VM_SPECIAL (VM_PFNMAP | VM_IO | VM_DONTEXPAND | VM_MIXEDMAP)
#define VMA_SPECIAL_FLAGS VM_SPECIAL

/* What a driver's mapping of physical memory has. */
#define VMA_REMAP_FLAGS (VM_PFNMAP | VM_IO | VM_DONTEXPAND | VM_DONTDUMP)

/* khugepaged leaves a VMA with one of them alone. */
#define VM_NO_KHUGEPAGED (VM_PFNMAP | VM_IO | VM_DONTEXPAND | VM_HUGETLB | VM_MIXEDMAP)

/* Flags of new mappings that a process inherits from its parent. */
#define VM_INIT_DEF_MASK VM_NOHUGEPAGE

/* Flags of the mlock family. */
#define VM_LOCKED_MASK (VM_LOCKED | VM_LOCKONFAULT)
#define VMA_LOCKED_MASK VM_LOCKED_MASK

/* A merged VMA has those that one of the merged had. */
#define VMA_STICKY_FLAGS (VM_MAYBE_GUARD | VM_SOFTDIRTY)

/* A difference in them does not keep two VMAs from merging. */
#define VMA_IGNORE_MERGE_FLAGS (VM_MAYBE_GUARD | VM_SOFTDIRTY)

/* fork copies the page tables of a VMA with one of them. */
#define VM_COPY_ON_FORK (VM_UFFD_WP | VM_PFNMAP | VM_MIXEDMAP | VM_MAYBE_GUARD)

/* May be set with only a read lock held. */
#define VM_ATOMIC_SET_ALLOWED VM_MAYBE_GUARD

/* Ways in which a userfaultfd watches. */
#define __VM_UFFD_FLAGS (VM_UFFD_MISSING | VM_UFFD_WP | VM_UFFD_MINOR)
#define __VMA_UFFD_FLAGS __VM_UFFD_FLAGS

/* UFFD_MISSING as a set. */
#define VMA_UFFD_MISSING VM_UFFD_MISSING

/* UFFD_WP as a set. */
#define VMA_UFFD_WP VM_UFFD_WP

/* UFFD_MINOR as a set; empty where the kernel lacks it. */
#define VMA_UFFD_MINOR VM_UFFD_MINOR

/* DROPPABLE as a set; empty where the kernel lacks it. */
#define VMA_DROPPABLE VM_DROPPABLE

/* Other mappings keep a distance from the start of a VMA with one of them. */
#define VMA_STARTGAP_FLAGS (VM_GROWSDOWN | VM_SHADOW_STACK)

/* Marks a stack that execve has not yet moved to its place. */
#define VM_STACK_INCOMPLETE_SETUP (VM_SEQ_READ | VM_RAND_READ)

/* Data that is executable for tasks with READ_IMPLIES_EXEC. */
#define VMA_DATA_FLAGS_TSK_EXEC (VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC)

/* Data that is not executable. */
#define VMA_DATA_FLAGS_NON_EXEC (VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC)

/* Data that is executable. */
#define VMA_DATA_FLAGS_EXEC (VM_READ | VM_WRITE | VM_EXEC | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC)

/* What new data gets where nothing else is said. */
#define VMA_DATA_DEFAULT_FLAGS (VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC)

/* What a new stack gets where nothing else is said. */
#define VMA_STACK_DEFAULT_FLAGS (VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC)

/* What the main stack has. */
#define VM_STACK_FLAGS (VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC | VM_GROWSDOWN | \
	VM_ACCOUNT)
#define VMA_STACK_FLAGS VM_STACK_FLAGS

/* What special mappings get of SEALED. */
#define VM_SEALED_SYSMAP VM_SEALED

/* The bits of the protection key. */
#define ARCH_VM_PKEY_FLAGS (VM_PKEY_BIT0 | VM_PKEY_BIT1 | VM_PKEY_BIT2 | VM_PKEY_BIT3)

/* The architecture's flags that a change of protection clears. */
#define VM_ARCH_CLEAR VM_NONE

/* Everything that a change of protection clears beside the access rights. */
#define VM_FLAGS_CLEAR (VM_PKEY_BIT0 | VM_PKEY_BIT1 | VM_PKEY_BIT2 | VM_PKEY_BIT3)

#endif
