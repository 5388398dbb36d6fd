/*
 * Flags of a wide.
 *
 * @generated from the table 'wide' for Linux 7.2.13 on x86_64; change the definitions, not this file.
 * Compared with the headers of 7.2.13.
 * Made by: kflags gen --table wide --target c-header --kernel 7.2.13 --arch x86_64 --config 64BIT,ARCH_PKEY_BITS=4,MMU
 */
#ifndef WIDE_FLAGS_ENUM_H
#define WIDE_FLAGS_ENUM_H

/* The numbers of the bits. One above the word has no place in it. */
enum {
	WIDE_LOW_BIT   = 0,            /* It is LOW. */
	WIDE_EDGE_BIT  = 63,           /* It is EDGE. */
	WIDE_NEXT_BIT  = 64,           /* It is NEXT. */
	WIDE_TOP_BIT   = 127,          /* It is TOP. */
	WIDE_CROWN_BIT = WIDE_TOP_BIT, /* It is CROWN. */
	WIDE_GONE_BIT  = 100,          /* It is GONE. */
};

#ifdef WIDE_FLAGS_H
#error "include one of wide_flags.h and wide_flags_enum.h: their words have different types"
#endif
/* A word in two halves of 64 bits, the low one first. */
typedef struct { unsigned long long words[2]; } wide_flags_t;

#define WIDE_NONE  ((wide_flags_t){ { 0x0000000000000000ULL, 0x0000000000000000ULL } }) /* No flag. */
#define WIDE_LOW   ((wide_flags_t){ { 0x0000000000000001ULL, 0x0000000000000000ULL } }) /* It is LOW. */
#define WIDE_EDGE  ((wide_flags_t){ { 0x8000000000000000ULL, 0x0000000000000000ULL } }) /* It is EDGE. */
#define WIDE_NEXT  ((wide_flags_t){ { 0x0000000000000000ULL, 0x0000000000000001ULL } }) /* It is NEXT. */
#define WIDE_TOP   ((wide_flags_t){ { 0x0000000000000000ULL, 0x8000000000000000ULL } }) /* It is TOP. */
#define WIDE_CROWN WIDE_TOP                                                             /* It is CROWN. */
#define WIDE_GONE  WIDE_NONE                                                            /* It is GONE. */

/* Flags of BOTH. */
#define WIDE_BOTH ((wide_flags_t){ { 0x0000000000000001ULL, 0x8000000000000000ULL } })
#define WIDE_BOTH_FLAGS WIDE_BOTH

/* Flags of NONE. */
#define WIDE_NOTHING ((wide_flags_t){ { 0x0000000000000000ULL, 0x0000000000000000ULL } })

#endif
