/*
 * Flags of a virtual memory area (VMA), as struct vm_area_struct has them.
 *
 * @generated from the table 'vma' for Linux 7.2.13 on x86_64; change the definitions, not this file.
 * Compared with the headers of 7.2.13.
 * Made by: kflags gen --table vma --target c-mmflags --kernel 7.2.13 --arch x86_64
 */
#ifndef VMA_MMFLAGS_H
#define VMA_MMFLAGS_H

/* Rows of mask and name, several bits before one. A decoder takes the first that fits, and its bits away. */
#define __def_vmaflag_names \
	{ VM_READ,         "read" }, \
	{ VM_WRITE,        "write" }, \
	{ VM_EXEC,         "exec" }, \
	{ VM_SHARED,       "shared" }, \
	{ VM_MAYREAD,      "mayread" }, \
	{ VM_MAYWRITE,     "maywrite" }, \
	{ VM_MAYEXEC,      "mayexec" }, \
	{ VM_MAYSHARE,     "mayshare" }, \
	{ VM_GROWSDOWN,    "growsdown" }, \
	{ VM_UFFD_MISSING, "uffd_missing" }, \
	{ VM_UFFD_MINOR,   "uffd_minor" }, \
	{ VM_PFNMAP,       "pfnmap" }, \
	{ VM_MAYBE_GUARD,  "maybe_guard" }, \
	{ VM_UFFD_WP,      "uffd_wp" }, \
	{ VM_LOCKED,       "locked" }, \
	{ VM_IO,           "io" }, \
	{ VM_SEQ_READ,     "seqread" }, \
	{ VM_RAND_READ,    "randread" }, \
	{ VM_DONTCOPY,     "dontcopy" }, \
	{ VM_DONTEXPAND,   "dontexpand" }, \
	{ VM_LOCKONFAULT,  "lockonfault" }, \
	{ VM_ACCOUNT,      "account" }, \
	{ VM_NORESERVE,    "noreserve" }, \
	{ VM_HUGETLB,      "hugetlb" }, \
	{ VM_SYNC,         "sync" }, \
	{ VM_ARCH_1,       "arch_1" }, \
	{ VM_WIPEONFORK,   "wipeonfork" }, \
	{ VM_DONTDUMP,     "dontdump" }, \
	{ VM_SOFTDIRTY,    "softdirty" }, \
	{ VM_MIXEDMAP,     "mixedmap" }, \
	{ VM_HUGEPAGE,     "hugepage" }, \
	{ VM_NOHUGEPAGE,   "nohugepage" }, \
	{ VM_DROPPABLE,    "droppable" }, \
	{ VM_MERGEABLE,    "mergeable" }

#endif
