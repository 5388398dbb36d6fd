/*
 * Flags of a virtual memory area (VMA), as struct vm_area_struct has them.
 *
 * @generated from the table 'vma' for Linux 7.2.13 on x86_64; change the definitions, not this file.
 * Compared with the headers of 7.2.13.
 * Made by: kflags gen --table vma --target c-smaps --kernel 7.2.13 --arch x86_64
 */
#ifndef VMA_SMAPS_H
#define VMA_SMAPS_H

#define VMA_SMAPS_BITS 64

/* By bit: two letters, "" where the kernel hides the bit, "??" where it does not know it. */
#define VMA_SMAPS_MNEMONICS \
	[0] = "rd", /* VM_READ */ \
	[1] = "wr", /* VM_WRITE */ \
	[2] = "ex", /* VM_EXEC */ \
	[3] = "sh", /* VM_SHARED */ \
	[4] = "mr", /* VM_MAYREAD */ \
	[5] = "mw", /* VM_MAYWRITE */ \
	[6] = "me", /* VM_MAYEXEC */ \
	[7] = "ms", /* VM_MAYSHARE */ \
	[8] = "gd", /* VM_GROWSDOWN, VM_STACK */ \
	[9] = "um", /* VM_UFFD_MISSING */ \
	[10] = "pf", /* VM_PFNMAP */ \
	[11] = "gu", /* VM_MAYBE_GUARD */ \
	[12] = "uw", /* VM_UFFD_WP */ \
	[13] = "lo", /* VM_LOCKED */ \
	[14] = "io", /* VM_IO */ \
	[15] = "sr", /* VM_SEQ_READ */ \
	[16] = "rr", /* VM_RAND_READ */ \
	[17] = "dc", /* VM_DONTCOPY */ \
	[18] = "de", /* VM_DONTEXPAND */ \
	[19] = "lf", /* VM_LOCKONFAULT */ \
	[20] = "ac", /* VM_ACCOUNT */ \
	[21] = "nr", /* VM_NORESERVE */ \
	[22] = "ht", /* VM_HUGETLB */ \
	[23] = "sf", /* VM_SYNC */ \
	[24] = "ar", /* VM_ARCH_1 */ \
	[25] = "wf", /* VM_WIPEONFORK */ \
	[26] = "dd", /* VM_DONTDUMP */ \
	[27] = "sd", /* VM_SOFTDIRTY */ \
	[28] = "mm", /* VM_MIXEDMAP */ \
	[29] = "hg", /* VM_HUGEPAGE */ \
	[30] = "nh", /* VM_NOHUGEPAGE */ \
	[31] = "mg", /* VM_MERGEABLE */ \
	[32] = "", /* VM_PKEY_BIT0 */ \
	[33] = "", /* VM_PKEY_BIT1 */ \
	[34] = "", /* VM_PKEY_BIT2 */ \
	[35] = "", /* VM_PKEY_BIT3 */ \
	[36] = "??", \
	[37] = "ss", /* VM_SHADOW_STACK */ \
	[38] = "??", \
	[39] = "??", /* VM_ALLOW_ANY_UNCACHED */ \
	[40] = "dp", /* VM_DROPPABLE */ \
	[41] = "ui", /* VM_UFFD_MINOR */ \
	[42] = "sl", /* VM_SEALED */ \
	[43 ... 63] = "??",

#endif
