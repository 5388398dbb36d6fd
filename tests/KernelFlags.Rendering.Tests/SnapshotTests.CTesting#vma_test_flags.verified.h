/*
 * Flags of a virtual memory area (VMA), as struct vm_area_struct has them.
 *
 * @generated from the table 'vma' for Linux 7.2.13 on x86_64; change the definitions, not this file.
 * Compared with the headers of 7.2.13.
 * Made by: kflags gen --table vma --target c-testing --kernel 7.2.13 --arch x86_64
 */
#ifndef VMA_TEST_FLAGS_H
#define VMA_TEST_FLAGS_H

/*
 * Include before it what defines __bitwise, __force and BIT(): linux/types.h and linux/bits.h, of the kernel or of its tools/include.
 * Its sets are of type vma_flags_t. Where one is used, there must be what makes them:
 *	mk_vma_flags(bit, ...)  the set of these bits
 */
#if !defined(__bitwise) || !defined(__force) || !defined(BIT)
#error "vma_test_flags.h needs __bitwise, __force and BIT(): include linux/types.h and linux/bits.h first"
#endif

typedef int __bitwise vma_flag_t;

enum {
	VMA_READ_BIT               = (__force vma_flag_t)0,  /* May be read. */
	VMA_WRITE_BIT              = (__force vma_flag_t)1,  /* May be written. */
	VMA_EXEC_BIT               = (__force vma_flag_t)2,  /* May be executed. */
	VMA_SHARED_BIT             = (__force vma_flag_t)3,  /* Writes reach the file, and others that map it. */
	VMA_MAYREAD_BIT            = (__force vma_flag_t)4,  /* mprotect may make it readable. */
	VMA_MAYWRITE_BIT           = (__force vma_flag_t)5,  /* mprotect may make it writable. */
	VMA_MAYEXEC_BIT            = (__force vma_flag_t)6,  /* mprotect may make it executable. */
	VMA_MAYSHARE_BIT           = (__force vma_flag_t)7,  /* Mapped as shared, whether or not it may be written. */
	VMA_GROWSDOWN_BIT          = (__force vma_flag_t)8,  /* A fault just below it makes it grow downwards. */
	VMA_GROWSUP_BIT            = (__force vma_flag_t)24, /* A fault just above it makes it grow upwards. */
	VMA_STACK_BIT              = VMA_GROWSDOWN_BIT,      /* Grows as stacks of this architecture do. */
	VMA_UFFD_MISSING_BIT       = (__force vma_flag_t)9,  /* A userfaultfd is told of faults on pages that are missing. */
	VMA_UFFD_WP_BIT            = (__force vma_flag_t)12, /* A userfaultfd is told of writes to pages that it write-protected; page tables hold which those are. */
	VMA_UFFD_MINOR_BIT         = (__force vma_flag_t)41, /* A userfaultfd is told of faults on pages that are in the page cache and not yet mapped. */
	VMA_PFNMAP_BIT             = (__force vma_flag_t)10, /* Maps page frames that have no struct page; a fault can't restore them. */
	VMA_IO_BIT                 = (__force vma_flag_t)14, /* Maps the memory of a device, where an access can have side effects. */
	VMA_DONTEXPAND_BIT         = (__force vma_flag_t)18, /* mremap can't make it larger. */
	VMA_HUGETLB_BIT            = (__force vma_flag_t)22, /* Maps huge pages of hugetlbfs. */
	VMA_SYNC_BIT               = (__force vma_flag_t)23, /* A write fault returns only when the file system's metadata is on stable storage (DAX). */
	VMA_MIXEDMAP_BIT           = (__force vma_flag_t)28, /* Maps pages with and without a struct page; a fault can't restore them. */
	VMA_DROPPABLE_BIT          = (__force vma_flag_t)40, /* Pages may be dropped under memory pressure and read as zero then. */
	VMA_ALLOW_ANY_UNCACHED_BIT = (__force vma_flag_t)39, /* KVM may map it with any memory type that is not cached. */
	VMA_MAYBE_GUARD_BIT        = (__force vma_flag_t)11, /* May hold guard regions; when clear, it holds none. */
	VMA_LOCKED_BIT             = (__force vma_flag_t)13, /* Its pages stay in memory. */
	VMA_LOCKONFAULT_BIT        = (__force vma_flag_t)19, /* Its pages are locked as they are faulted in, not before. */
	VMA_SEALED_BIT             = (__force vma_flag_t)42, /* Can't be unmapped, moved, replaced or given other access rights. */
	VMA_SEQ_READ_BIT           = (__force vma_flag_t)15, /* Will be read from front to back. */
	VMA_RAND_READ_BIT          = (__force vma_flag_t)16, /* Will be read in no order; reading ahead does not pay. */
	VMA_DONTCOPY_BIT           = (__force vma_flag_t)17, /* A child does not get it at fork. */
	VMA_WIPEONFORK_BIT         = (__force vma_flag_t)25, /* A child gets it empty at fork. */
	VMA_DONTDUMP_BIT           = (__force vma_flag_t)26, /* Core dumps leave it out. */
	VMA_HUGEPAGE_BIT           = (__force vma_flag_t)29, /* Transparent huge pages are wanted. */
	VMA_NOHUGEPAGE_BIT         = (__force vma_flag_t)30, /* Transparent huge pages are not wanted. */
	VMA_MERGEABLE_BIT          = (__force vma_flag_t)31, /* KSM may merge its pages with equal ones. */
	VMA_ACCOUNT_BIT            = (__force vma_flag_t)20, /* Counts against the commit limit. */
	VMA_NORESERVE_BIT          = (__force vma_flag_t)21, /* Does not count against the commit limit. */
	VMA_SOFTDIRTY_BIT          = (__force vma_flag_t)27, /* Pages may have been written since soft-dirty bits were last cleared. */
	VMA_ARCH_1_BIT             = (__force vma_flag_t)24, /* For the architecture to use. */
	VMA_SAO_BIT                = VMA_ARCH_1_BIT,         /* Accesses are strongly ordered. */
	VMA_SPARC_ADI_BIT          = VMA_ARCH_1_BIT,         /* Accesses are checked against tags of the memory (ADI). */
	VMA_ARM64_BTI_BIT          = VMA_ARCH_1_BIT,         /* Indirect branches may only reach landing pads (BTI). */
	VMA_ARCH_CLEAR_BIT         = VMA_ARCH_1_BIT,         /* The architecture's flag that a change of protection clears. */
	VMA_MAPPED_COPY_BIT        = VMA_ARCH_1_BIT,         /* Holds a copy of the file's data; without an MMU only. */
	VMA_HIGH_ARCH_0_BIT        = (__force vma_flag_t)32, /* For the architecture to use, on 64 bits. */
	VMA_HIGH_ARCH_1_BIT        = (__force vma_flag_t)33, /* For the architecture to use, on 64 bits. */
	VMA_HIGH_ARCH_2_BIT        = (__force vma_flag_t)34, /* For the architecture to use, on 64 bits. */
	VMA_HIGH_ARCH_3_BIT        = (__force vma_flag_t)35, /* For the architecture to use, on 64 bits. */
	VMA_HIGH_ARCH_4_BIT        = (__force vma_flag_t)36, /* For the architecture to use, on 64 bits. */
	VMA_HIGH_ARCH_5_BIT        = (__force vma_flag_t)37, /* For the architecture to use, on 64 bits. */
	VMA_HIGH_ARCH_6_BIT        = (__force vma_flag_t)38, /* For the architecture to use, on 64 bits. */
	VMA_PKEY_BIT0_BIT          = VMA_HIGH_ARCH_0_BIT,    /* The lowest bit of the protection key. */
	VMA_PKEY_BIT1_BIT          = VMA_HIGH_ARCH_1_BIT,    /* The second bit of the protection key. */
	VMA_PKEY_BIT2_BIT          = VMA_HIGH_ARCH_2_BIT,    /* The third bit of the protection key. */
	VMA_PKEY_BIT3_BIT          = VMA_HIGH_ARCH_3_BIT,    /* The fourth bit of the protection key. */
	VMA_PKEY_BIT4_BIT          = VMA_HIGH_ARCH_4_BIT,    /* The fifth bit of the protection key. */
	VMA_MTE_BIT                = VMA_HIGH_ARCH_4_BIT,    /* Accesses are checked against tags of the memory (MTE). */
	VMA_MTE_ALLOWED_BIT        = VMA_HIGH_ARCH_5_BIT,    /* mprotect may set MTE. */
	VMA_SHADOW_STACK_BIT       = VMA_HIGH_ARCH_5_BIT,    /* Holds return addresses; only the processor's stack instructions write it. */
};

#define VM_NONE               0x00000000UL                                 /* No flag. */
#define VM_READ               BIT((__force int)VMA_READ_BIT)               /* May be read. */
#define VM_WRITE              BIT((__force int)VMA_WRITE_BIT)              /* May be written. */
#define VM_EXEC               BIT((__force int)VMA_EXEC_BIT)               /* May be executed. */
#define VM_SHARED             BIT((__force int)VMA_SHARED_BIT)             /* Writes reach the file, and others that map it. */
#define VM_MAYREAD            BIT((__force int)VMA_MAYREAD_BIT)            /* mprotect may make it readable. */
#define VM_MAYWRITE           BIT((__force int)VMA_MAYWRITE_BIT)           /* mprotect may make it writable. */
#define VM_MAYEXEC            BIT((__force int)VMA_MAYEXEC_BIT)            /* mprotect may make it executable. */
#define VM_MAYSHARE           BIT((__force int)VMA_MAYSHARE_BIT)           /* Mapped as shared, whether or not it may be written. */
#define VM_GROWSDOWN          BIT((__force int)VMA_GROWSDOWN_BIT)          /* A fault just below it makes it grow downwards. */
#define VM_GROWSUP            VM_NONE                                      /* A fault just above it makes it grow upwards. */
#define VM_STACK              BIT((__force int)VMA_STACK_BIT)              /* Grows as stacks of this architecture do. */
#define VM_STACK_EARLY        VM_NONE                                      /* The direction in which execve lets a stack grow while it prepares it, where that is not the final one. */
#define VM_UFFD_MISSING       BIT((__force int)VMA_UFFD_MISSING_BIT)       /* A userfaultfd is told of faults on pages that are missing. */
#define VM_UFFD_WP            BIT((__force int)VMA_UFFD_WP_BIT)            /* A userfaultfd is told of writes to pages that it write-protected; page tables hold which those are. */
#define VM_UFFD_MINOR         BIT((__force int)VMA_UFFD_MINOR_BIT)         /* A userfaultfd is told of faults on pages that are in the page cache and not yet mapped. */
#define VM_PFNMAP             BIT((__force int)VMA_PFNMAP_BIT)             /* Maps page frames that have no struct page; a fault can't restore them. */
#define VM_IO                 BIT((__force int)VMA_IO_BIT)                 /* Maps the memory of a device, where an access can have side effects. */
#define VM_DONTEXPAND         BIT((__force int)VMA_DONTEXPAND_BIT)         /* mremap can't make it larger. */
#define VM_HUGETLB            BIT((__force int)VMA_HUGETLB_BIT)            /* Maps huge pages of hugetlbfs. */
#define VM_SYNC               BIT((__force int)VMA_SYNC_BIT)               /* A write fault returns only when the file system's metadata is on stable storage (DAX). */
#define VM_MIXEDMAP           BIT((__force int)VMA_MIXEDMAP_BIT)           /* Maps pages with and without a struct page; a fault can't restore them. */
#define VM_DROPPABLE          BIT((__force int)VMA_DROPPABLE_BIT)          /* Pages may be dropped under memory pressure and read as zero then. */
#define VM_ALLOW_ANY_UNCACHED BIT((__force int)VMA_ALLOW_ANY_UNCACHED_BIT) /* KVM may map it with any memory type that is not cached. */
#define VM_MAYBE_GUARD        BIT((__force int)VMA_MAYBE_GUARD_BIT)        /* May hold guard regions; when clear, it holds none. */
#define VM_LOCKED             BIT((__force int)VMA_LOCKED_BIT)             /* Its pages stay in memory. */
#define VM_LOCKONFAULT        BIT((__force int)VMA_LOCKONFAULT_BIT)        /* Its pages are locked as they are faulted in, not before. */
#define VM_SEALED             BIT((__force int)VMA_SEALED_BIT)             /* Can't be unmapped, moved, replaced or given other access rights. */
#define VM_SEQ_READ           BIT((__force int)VMA_SEQ_READ_BIT)           /* Will be read from front to back. */
#define VM_RAND_READ          BIT((__force int)VMA_RAND_READ_BIT)          /* Will be read in no order; reading ahead does not pay. */
#define VM_DONTCOPY           BIT((__force int)VMA_DONTCOPY_BIT)           /* A child does not get it at fork. */
#define VM_WIPEONFORK         BIT((__force int)VMA_WIPEONFORK_BIT)         /* A child gets it empty at fork. */
#define VM_DONTDUMP           BIT((__force int)VMA_DONTDUMP_BIT)           /* Core dumps leave it out. */
#define VM_HUGEPAGE           BIT((__force int)VMA_HUGEPAGE_BIT)           /* Transparent huge pages are wanted. */
#define VM_NOHUGEPAGE         BIT((__force int)VMA_NOHUGEPAGE_BIT)         /* Transparent huge pages are not wanted. */
#define VM_MERGEABLE          BIT((__force int)VMA_MERGEABLE_BIT)          /* KSM may merge its pages with equal ones. */
#define VM_ACCOUNT            BIT((__force int)VMA_ACCOUNT_BIT)            /* Counts against the commit limit. */
#define VM_NORESERVE          BIT((__force int)VMA_NORESERVE_BIT)          /* Does not count against the commit limit. */
#define VM_SOFTDIRTY          BIT((__force int)VMA_SOFTDIRTY_BIT)          /* Pages may have been written since soft-dirty bits were last cleared. */
#define VM_ARCH_1             BIT((__force int)VMA_ARCH_1_BIT)             /* For the architecture to use. */
#define VM_PKEY_BIT0          BIT((__force int)VMA_PKEY_BIT0_BIT)          /* The lowest bit of the protection key. */
#define VM_PKEY_BIT1          BIT((__force int)VMA_PKEY_BIT1_BIT)          /* The second bit of the protection key. */
#define VM_PKEY_BIT2          BIT((__force int)VMA_PKEY_BIT2_BIT)          /* The third bit of the protection key. */
#define VM_PKEY_BIT3          BIT((__force int)VMA_PKEY_BIT3_BIT)          /* The fourth bit of the protection key. */
#define VM_PKEY_BIT4          VM_NONE                                      /* The fifth bit of the protection key. */
#define VM_MTE                VM_NONE                                      /* Accesses are checked against tags of the memory (MTE). */
#define VM_MTE_ALLOWED        VM_NONE                                      /* mprotect may set MTE. */
#define VM_SHADOW_STACK       BIT((__force int)VMA_SHADOW_STACK_BIT)       /* Holds return addresses; only the processor's stack instructions write it. */

/* Access rights, which mprotect changes. */
#define VM_ACCESS_FLAGS (VM_READ | VM_WRITE | VM_EXEC)
#define VMA_ACCESS_FLAGS mk_vma_flags(VMA_READ_BIT, VMA_WRITE_BIT, VMA_EXEC_BIT)

/* A VMA with one of them never merges and can't be locked. */
#define VM_SPECIAL (VM_PFNMAP | VM_IO | VM_DONTEXPAND | VM_MIXEDMAP)
#define VMA_SPECIAL_FLAGS mk_vma_flags(VMA_PFNMAP_BIT, VMA_IO_BIT, VMA_DONTEXPAND_BIT, \
	VMA_MIXEDMAP_BIT)

/* What a driver's mapping of physical memory has. */
#define VMA_REMAP_FLAGS mk_vma_flags(VMA_PFNMAP_BIT, VMA_IO_BIT, VMA_DONTEXPAND_BIT, \
	VMA_DONTDUMP_BIT)

/* khugepaged leaves a VMA with one of them alone. */
#define VM_NO_KHUGEPAGED (VM_PFNMAP | VM_IO | VM_DONTEXPAND | VM_HUGETLB | VM_MIXEDMAP)

/* Flags of new mappings that a process inherits from its parent. */
#define VM_INIT_DEF_MASK VM_NOHUGEPAGE

/* Flags of the mlock family. */
#define VM_LOCKED_MASK (VM_LOCKED | VM_LOCKONFAULT)
#define VMA_LOCKED_MASK mk_vma_flags(VMA_LOCKED_BIT, VMA_LOCKONFAULT_BIT)

/* A merged VMA has those that one of the merged had. */
#define VMA_STICKY_FLAGS mk_vma_flags(VMA_MAYBE_GUARD_BIT, VMA_SOFTDIRTY_BIT)

/* A difference in them does not keep two VMAs from merging. */
#define VMA_IGNORE_MERGE_FLAGS mk_vma_flags(VMA_MAYBE_GUARD_BIT, VMA_SOFTDIRTY_BIT)

/* fork copies the page tables of a VMA with one of them. */
#define VM_COPY_ON_FORK (VM_UFFD_WP | VM_PFNMAP | VM_MIXEDMAP | VM_MAYBE_GUARD)

/* May be set with only a read lock held. */
#define VM_ATOMIC_SET_ALLOWED VM_MAYBE_GUARD

/* Ways in which a userfaultfd watches. */
#define __VM_UFFD_FLAGS (VM_UFFD_MISSING | VM_UFFD_WP | VM_UFFD_MINOR)
#define __VMA_UFFD_FLAGS mk_vma_flags(VMA_UFFD_MISSING_BIT, VMA_UFFD_WP_BIT, VMA_UFFD_MINOR_BIT)

/* UFFD_MISSING as a set. */
#define VMA_UFFD_MISSING mk_vma_flags(VMA_UFFD_MISSING_BIT)

/* UFFD_WP as a set. */
#define VMA_UFFD_WP mk_vma_flags(VMA_UFFD_WP_BIT)

/* UFFD_MINOR as a set; empty where the kernel lacks it. */
#define VMA_UFFD_MINOR mk_vma_flags(VMA_UFFD_MINOR_BIT)

/* DROPPABLE as a set; empty where the kernel lacks it. */
#define VMA_DROPPABLE mk_vma_flags(VMA_DROPPABLE_BIT)

/* Other mappings keep a distance from the start of a VMA with one of them. */
#define VMA_STARTGAP_FLAGS mk_vma_flags(VMA_GROWSDOWN_BIT, VMA_SHADOW_STACK_BIT)

/* Marks a stack that execve has not yet moved to its place. */
#define VM_STACK_INCOMPLETE_SETUP (VM_SEQ_READ | VM_RAND_READ)

/* Data that is executable for tasks with READ_IMPLIES_EXEC. */
#define VMA_DATA_FLAGS_TSK_EXEC mk_vma_flags(VMA_READ_BIT, VMA_WRITE_BIT, VMA_MAYREAD_BIT, \
	VMA_MAYWRITE_BIT, VMA_MAYEXEC_BIT)

/* Data that is not executable. */
#define VMA_DATA_FLAGS_NON_EXEC mk_vma_flags(VMA_READ_BIT, VMA_WRITE_BIT, VMA_MAYREAD_BIT, \
	VMA_MAYWRITE_BIT, VMA_MAYEXEC_BIT)

/* Data that is executable. */
#define VMA_DATA_FLAGS_EXEC mk_vma_flags(VMA_READ_BIT, VMA_WRITE_BIT, VMA_EXEC_BIT, VMA_MAYREAD_BIT, \
	VMA_MAYWRITE_BIT, VMA_MAYEXEC_BIT)

/* What new data gets where nothing else is said. */
#define VMA_DATA_DEFAULT_FLAGS mk_vma_flags(VMA_READ_BIT, VMA_WRITE_BIT, VMA_MAYREAD_BIT, \
	VMA_MAYWRITE_BIT, VMA_MAYEXEC_BIT)

/* What a new stack gets where nothing else is said. */
#define VMA_STACK_DEFAULT_FLAGS mk_vma_flags(VMA_READ_BIT, VMA_WRITE_BIT, VMA_MAYREAD_BIT, \
	VMA_MAYWRITE_BIT, VMA_MAYEXEC_BIT)

/* What the main stack has. */
#define VM_STACK_FLAGS (VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC | VM_GROWSDOWN | \
	VM_ACCOUNT)
#define VMA_STACK_FLAGS mk_vma_flags(VMA_READ_BIT, VMA_WRITE_BIT, VMA_MAYREAD_BIT, VMA_MAYWRITE_BIT, \
	VMA_MAYEXEC_BIT, VMA_GROWSDOWN_BIT, VMA_ACCOUNT_BIT)

/* What special mappings get of SEALED. */
#define VM_SEALED_SYSMAP VM_SEALED

/* The bits of the protection key. */
#define ARCH_VM_PKEY_FLAGS (VM_PKEY_BIT0 | VM_PKEY_BIT1 | VM_PKEY_BIT2 | VM_PKEY_BIT3)

/* The architecture's flags that a change of protection clears. */
#define VM_ARCH_CLEAR VM_NONE

/* Everything that a change of protection clears beside the access rights. */
#define VM_FLAGS_CLEAR (VM_PKEY_BIT0 | VM_PKEY_BIT1 | VM_PKEY_BIT2 | VM_PKEY_BIT3)

#endif
