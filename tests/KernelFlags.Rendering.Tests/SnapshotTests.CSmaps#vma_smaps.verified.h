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
	"rd", /* 0 VM_READ */ \
	"wr", /* 1 VM_WRITE */ \
	"ex", /* 2 VM_EXEC */ \
	"sh", /* 3 VM_SHARED */ \
	"mr", /* 4 VM_MAYREAD */ \
	"mw", /* 5 VM_MAYWRITE */ \
	"me", /* 6 VM_MAYEXEC */ \
	"ms", /* 7 VM_MAYSHARE */ \
	"gd", /* 8 VM_GROWSDOWN, VM_STACK */ \
	"um", /* 9 VM_UFFD_MISSING */ \
	"pf", /* 10 VM_PFNMAP */ \
	"gu", /* 11 VM_MAYBE_GUARD */ \
	"uw", /* 12 VM_UFFD_WP */ \
	"lo", /* 13 VM_LOCKED */ \
	"io", /* 14 VM_IO */ \
	"sr", /* 15 VM_SEQ_READ */ \
	"rr", /* 16 VM_RAND_READ */ \
	"dc", /* 17 VM_DONTCOPY */ \
	"de", /* 18 VM_DONTEXPAND */ \
	"lf", /* 19 VM_LOCKONFAULT */ \
	"ac", /* 20 VM_ACCOUNT */ \
	"nr", /* 21 VM_NORESERVE */ \
	"ht", /* 22 VM_HUGETLB */ \
	"sf", /* 23 VM_SYNC */ \
	"ar", /* 24 VM_ARCH_1 */ \
	"wf", /* 25 VM_WIPEONFORK */ \
	"dd", /* 26 VM_DONTDUMP */ \
	"sd", /* 27 VM_SOFTDIRTY */ \
	"mm", /* 28 VM_MIXEDMAP */ \
	"hg", /* 29 VM_HUGEPAGE */ \
	"nh", /* 30 VM_NOHUGEPAGE */ \
	"mg", /* 31 VM_MERGEABLE */ \
	"", /* 32 VM_PKEY_BIT0 */ \
	"", /* 33 VM_PKEY_BIT1 */ \
	"", /* 34 VM_PKEY_BIT2 */ \
	"", /* 35 VM_PKEY_BIT3 */ \
	"??", /* 36 */ \
	"ss", /* 37 VM_SHADOW_STACK */ \
	"??", /* 38 */ \
	"??", /* 39 VM_ALLOW_ANY_UNCACHED */ \
	"dp", /* 40 VM_DROPPABLE */ \
	"ui", /* 41 VM_UFFD_MINOR */ \
	"sl", /* 42 VM_SEALED */ \
	"??", "??", "??", "??", "??", "??", "??", "??", "??", "??", "??", "??", "??", "??", "??", "??", /* 43 to 58 */ \
	"??", "??", "??", "??", "??", /* 59 to 63 */

/*
 * What follows is C99 and C++, and needs no other header. Flags are held in a word of 64 bits.
 *
 *	const char *line = "VmFlags: rd wr mr mw zz", *word;
 *	unsigned long long flags = 0;
 *	int length;
 *
 *	while (vma_smaps_parse(&line, &flags, &word, &length))
 *		printf("not known: %.*s\n", length, word);
 */

/* The mnemonic of a bit. */
static inline const char *vma_smaps_mnemonic(int bit)
{
	static const char mnemonics[VMA_SMAPS_BITS][3] = { VMA_SMAPS_MNEMONICS };

	return bit >= 0 && bit < VMA_SMAPS_BITS ? mnemonics[bit] : "??";
}

/* The bit of a mnemonic; -1 where the kernel has none such. */
static inline int vma_smaps_bit(const char *word, int length)
{
	int bit, i;

	for (bit = 0; bit < VMA_SMAPS_BITS; bit++) {
		const char *mnemonic = vma_smaps_mnemonic(bit);

		for (i = 0; i < length && mnemonic[i] != '\0' && mnemonic[i] == word[i]; i++)
			;
		if (i == length && mnemonic[i] == '\0' && (mnemonic[0] != '?' || mnemonic[1] != '?'))
			return bit;
	}
	return -1;
}

/*
 * Reads a line, with "VmFlags:" in front or without, and sets the bit of each mnemonic. It gives 1 at a word that is none, which is then in *word
 * and *length, and goes on behind it in the next call; 0 at the end of the line.
 */
static inline int vma_smaps_parse(const char **line, unsigned long long *flags, const char **word, int *length)
{
	static const char title[] = "VmFlags:";

	for (;;) {
		const char *at = *line;
		int bit, i;

		while (*at == ' ' || *at == '\t' || *at == '\r')
			at++;
		*word = at;
		while (*at != '\0' && *at != '\n' && *at != ' ' && *at != '\t' && *at != '\r')
			at++;
		*line = at;
		*length = (int)(at - *word);
		if (*length == 0)
			return 0;
		for (i = 0; title[i] != '\0' && title[i] == (*word)[i]; i++)
			;
		if (title[i] == '\0' && i == *length)
			continue;
		bit = vma_smaps_bit(*word, *length);
		if (bit < 0)
			return 1;
		flags[bit / 64] |= 1ULL << (bit % 64);
	}
}

/* Writes a text behind the one that is in buf, as far as it fits. */
static inline unsigned long vma_smaps_append(char *buf, unsigned long size, unsigned long length, const char *text)
{
	for (; *text != '\0'; text++, length++)
		if (length + 1 < size)
			buf[length] = *text;
	return length;
}

/*
 * Writes flags as smaps does: what it hides is left out, what it does not know is "??". As much is written as fits, with a 0 at the end; the length
 * of the whole text is returned, as by snprintf(3).
 */
static inline unsigned long vma_smaps_format(const unsigned long long *flags, char *buf, unsigned long size)
{
	unsigned long length = 0;
	int bit;

	for (bit = 0; bit < 64; bit++) {
		const char *mnemonic = vma_smaps_mnemonic(bit);

		if (((flags[bit / 64] >> (bit % 64)) & 1) == 0 || *mnemonic == '\0')
			continue;
		if (length > 0)
			length = vma_smaps_append(buf, size, length, " ");
		length = vma_smaps_append(buf, size, length, mnemonic);
	}
	if (size > 0)
		buf[length < size ? length : size - 1] = '\0';
	return length;
}

#endif
