/*
 * The engine of KernelFlags and its flags for C and C++: a model of a Linux address space, for any kernel that is described.
 *
 * @generated from the definitions; the flags are those of linux-7.2-x86_64. Change the template, not this file.
 * Made by: kflags gen --target sources --out src
 */
#ifndef KERNELFLAGS_H
#define KERNELFLAGS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KF_ABI 1

/* What a call gives that no system call can give: below every -errno. */
#define KF_HANGS   INT64_C(-10000) /* it would never return */
#define KF_SIGBUS  INT64_C(-10007) /* an access raised SIGBUS */
#define KF_SIGSEGV INT64_C(-10011) /* an access raised SIGSEGV */

/*
 * What a program holds by a handle. Any thread may use each. A handle that is NULL, was made up or was freed gives -EINVAL, or NULL or 0
 * where a function returns no error, and is never followed.
 */
typedef struct kf_space kf_space;       /* an address space */
typedef struct kf_file kf_file;         /* an open file */
typedef struct kf_snapshot kf_snapshot; /* the VMAs of one moment */
typedef struct kf_uffd kf_uffd;         /* a userfaultfd */

typedef struct kf_vma {
    uint64_t start, end;     /* bytes, [start, end) */
    uint64_t flags[2];       /* the words of the flags; [1] is 0 for tables of 64 bits */
    uint64_t page_offset;    /* pages */
    uint64_t inode;          /* 0 without a file */
    uint32_t id, anon_vma;   /* identities; 0 for none */
    char perms[8];           /* "rw-p" */
} kf_vma;

int kf_abi(void); /* KF_ABI of the library */

/* Of this thread's last failed call, UTF-8; valid until its next call. "" where none failed. */
const char *kf_error(void);

/*
 * kernel: "7.2", "6.18.44-fc" or a profile's name. arch, config ("A,B,C=4"), overlay (a folder of definitions): NULL for the default.
 * NULL when it fails: kf_error says why.
 */
kf_space *kf_space_new(const char *kernel, const char *arch, const char *config, const char *overlay);
kf_space *kf_space_from_smaps(const char *kernel, const char *path); /* "/proc/self/smaps", or a file that somebody saved */
kf_space *kf_fork(kf_space *space);  /* a child, as fork(2) makes it */
kf_space *kf_clone(kf_space *space); /* a copy that nothing of fork happens to */
void kf_space_free(kf_space *space);

/* System calls, with numbers of the space's architecture for prot, flags and advice. The value, or -errno, or KF_SIGSEGV, KF_SIGBUS, KF_HANGS. */
int64_t kf_mmap(kf_space *space, uint64_t addr, uint64_t len, int prot, int flags, kf_file *file, uint64_t offset);
int64_t kf_munmap(kf_space *space, uint64_t addr, uint64_t len);
int64_t kf_mprotect(kf_space *space, uint64_t addr, uint64_t len, int prot);
int64_t kf_madvise(kf_space *space, uint64_t addr, uint64_t len, int advice);
int64_t kf_mremap(kf_space *space, uint64_t addr, uint64_t old_len, uint64_t new_len, int flags, uint64_t new_addr);
int64_t kf_mlock(kf_space *space, uint64_t addr, uint64_t len);
int64_t kf_mlock2(kf_space *space, uint64_t addr, uint64_t len, unsigned int flags);
int64_t kf_munlock(kf_space *space, uint64_t addr, uint64_t len);
int64_t kf_mseal(kf_space *space, uint64_t addr, uint64_t len, unsigned long flags);
int64_t kf_brk(kf_space *space, uint64_t addr);
int64_t kf_touch(kf_space *space, uint64_t addr, uint64_t len, int write); /* faults pages in */
int64_t kf_set_anon_name(kf_space *space, uint64_t addr, uint64_t len, const char *name); /* PR_SET_VMA_ANON_NAME; NULL takes it away */
int64_t kf_mbind(kf_space *space, uint64_t addr, uint64_t len, int mode, uint64_t nodes); /* a node a bit; moves no page */

kf_file *kf_file_new(uint64_t size, int shmem);          /* open for reading and writing */
kf_file *kf_file_new_readonly(uint64_t size, int shmem);
void kf_file_free(kf_file *file); /* as close(2): what is mapped stays */

kf_uffd *kf_uffd_new(uint64_t features);
void kf_uffd_free(kf_uffd *uffd);
int64_t kf_uffd_register(kf_space *space, kf_uffd *uffd, uint64_t addr, uint64_t len, uint64_t mode);
int64_t kf_uffd_unregister(kf_space *space, kf_uffd *uffd, uint64_t addr, uint64_t len);
int64_t kf_uffd_writeprotect(kf_space *space, uint64_t addr, uint64_t len, int on);

size_t kf_count(kf_space *space);                              /* of VMAs */
int kf_find(kf_space *space, uint64_t addr, kf_vma *vma);      /* 1: the VMA that contains addr; 0: none */
int kf_next(kf_space *space, uint64_t addr, kf_vma *vma);      /* 1: the first VMA that ends after addr; 0: none */

/*
 * Texts are UTF-8 and written as snprintf(3) does: as far as they fit, with a 0 at the end. The length of the whole text, or -errno.
 * Why the VMA that contains addr and the one that follows it are two; it names flags by mnemonic. 0 where they don't touch.
 */
int64_t kf_explain(kf_space *space, uint64_t addr, char *buf, size_t size);
int64_t kf_decode(const char *kernel, const char *text, uint64_t flags[2]); /* mnemonics, names in C or in traces, 0x…; 0, or -errno */
int64_t kf_format(const char *kernel, const uint64_t flags[2], int style, char *buf, size_t size); /* style: 's' mnemonics, 't' trace names */

/* The same for the kernel of a space, with its arch, config and overlay. */
int64_t kf_space_decode(kf_space *space, const char *text, uint64_t flags[2]);
int64_t kf_space_format(kf_space *space, const uint64_t flags[2], int style, char *buf, size_t size);
int64_t kf_maps(kf_space *space, char *buf, size_t size); /* all of it, as /proc/PID/maps shows it */

/* The VMAs of one moment, and what is different in a later one: where there were VMAs from before, there are those from after. */
typedef struct kf_change {
    uint64_t start, end;         /* bytes */
    size_t before, before_count; /* the VMAs that were there, by their places in the snapshot before */
    size_t after, after_count;   /* those that are there, by their places in the one after */
} kf_change;

kf_snapshot *kf_snapshot_new(kf_space *space);
void kf_snapshot_free(kf_snapshot *snapshot);
size_t kf_snapshot_count(kf_snapshot *snapshot);
int kf_snapshot_get(kf_snapshot *snapshot, size_t index, kf_vma *vma); /* 1; 0: it has none at that place */
/* The number of differences, or -errno; as many as fit are written. */
int64_t kf_snapshot_diff(kf_snapshot *before, kf_snapshot *after, kf_change *changes, size_t size);

/* The flags of linux-7.2-x86_64. Another kernel's may have other bits: kf_decode tells. */
#define KF_VM_READ               UINT64_C(0x1)           /* May be read. */
#define KF_VM_WRITE              UINT64_C(0x2)           /* May be written. */
#define KF_VM_EXEC               UINT64_C(0x4)           /* May be executed. */
#define KF_VM_SHARED             UINT64_C(0x8)           /* Writes reach the file, and others that map it. */
#define KF_VM_MAYREAD            UINT64_C(0x10)          /* mprotect may make it readable. */
#define KF_VM_MAYWRITE           UINT64_C(0x20)          /* mprotect may make it writable. */
#define KF_VM_MAYEXEC            UINT64_C(0x40)          /* mprotect may make it executable. */
#define KF_VM_MAYSHARE           UINT64_C(0x80)          /* Mapped as shared, whether or not it may be written. */
#define KF_VM_GROWSDOWN          UINT64_C(0x100)         /* A fault just below it makes it grow downwards. */
#define KF_VM_GROWSUP            UINT64_C(0x0)           /* A fault just above it makes it grow upwards. */
#define KF_VM_STACK              UINT64_C(0x100)         /* Grows as stacks of this architecture do. */
#define KF_VM_STACK_EARLY        UINT64_C(0x0)           /* The direction in which execve lets a stack grow while it prepares it, where that is not the final one. */
#define KF_VM_UFFD_MISSING       UINT64_C(0x200)         /* A userfaultfd is told of faults on pages that are missing. */
#define KF_VM_UFFD_WP            UINT64_C(0x1000)        /* A userfaultfd is told of writes to pages that it write-protected; page tables hold which those are. */
#define KF_VM_UFFD_MINOR         UINT64_C(0x20000000000) /* A userfaultfd is told of faults on pages that are in the page cache and not yet mapped. */
#define KF_VM_PFNMAP             UINT64_C(0x400)         /* Maps page frames that have no struct page; a fault can't restore them. */
#define KF_VM_IO                 UINT64_C(0x4000)        /* Maps the memory of a device, where an access can have side effects. */
#define KF_VM_DONTEXPAND         UINT64_C(0x40000)       /* mremap can't make it larger. */
#define KF_VM_HUGETLB            UINT64_C(0x400000)      /* Maps huge pages of hugetlbfs. */
#define KF_VM_SYNC               UINT64_C(0x800000)      /* A write fault returns only when the file system's metadata is on stable storage (DAX). */
#define KF_VM_MIXEDMAP           UINT64_C(0x10000000)    /* Maps pages with and without a struct page; a fault can't restore them. */
#define KF_VM_DROPPABLE          UINT64_C(0x10000000000) /* Pages may be dropped under memory pressure and read as zero then. */
#define KF_VM_ALLOW_ANY_UNCACHED UINT64_C(0x8000000000)  /* KVM may map it with any memory type that is not cached. */
#define KF_VM_MAYBE_GUARD        UINT64_C(0x800)         /* May hold guard regions; when clear, it holds none. */
#define KF_VM_LOCKED             UINT64_C(0x2000)        /* Its pages stay in memory. */
#define KF_VM_LOCKONFAULT        UINT64_C(0x80000)       /* Its pages are locked as they are faulted in, not before. */
#define KF_VM_SEALED             UINT64_C(0x40000000000) /* Can't be unmapped, moved, replaced or given other access rights. */
#define KF_VM_SEQ_READ           UINT64_C(0x8000)        /* Will be read from front to back. */
#define KF_VM_RAND_READ          UINT64_C(0x10000)       /* Will be read in no order; reading ahead does not pay. */
#define KF_VM_DONTCOPY           UINT64_C(0x20000)       /* A child does not get it at fork. */
#define KF_VM_WIPEONFORK         UINT64_C(0x2000000)     /* A child gets it empty at fork. */
#define KF_VM_DONTDUMP           UINT64_C(0x4000000)     /* Core dumps leave it out. */
#define KF_VM_HUGEPAGE           UINT64_C(0x20000000)    /* Transparent huge pages are wanted. */
#define KF_VM_NOHUGEPAGE         UINT64_C(0x40000000)    /* Transparent huge pages are not wanted. */
#define KF_VM_MERGEABLE          UINT64_C(0x80000000)    /* KSM may merge its pages with equal ones. */
#define KF_VM_ACCOUNT            UINT64_C(0x100000)      /* Counts against the commit limit. */
#define KF_VM_NORESERVE          UINT64_C(0x200000)      /* Does not count against the commit limit. */
#define KF_VM_SOFTDIRTY          UINT64_C(0x8000000)     /* Pages may have been written since soft-dirty bits were last cleared. */
#define KF_VM_ARCH_1             UINT64_C(0x1000000)     /* For the architecture to use. */
#define KF_VM_PKEY_BIT0          UINT64_C(0x100000000)   /* The lowest bit of the protection key. */
#define KF_VM_PKEY_BIT1          UINT64_C(0x200000000)   /* The second bit of the protection key. */
#define KF_VM_PKEY_BIT2          UINT64_C(0x400000000)   /* The third bit of the protection key. */
#define KF_VM_PKEY_BIT3          UINT64_C(0x800000000)   /* The fourth bit of the protection key. */
#define KF_VM_PKEY_BIT4          UINT64_C(0x0)           /* The fifth bit of the protection key. */
#define KF_VM_MTE                UINT64_C(0x0)           /* Accesses are checked against tags of the memory (MTE). */
#define KF_VM_MTE_ALLOWED        UINT64_C(0x0)           /* mprotect may set MTE. */
#define KF_VM_SHADOW_STACK       UINT64_C(0x2000000000)  /* Holds return addresses; only the processor's stack instructions write it. */

#ifdef __cplusplus
}
#endif

#endif
