/*
 * Flags of a wide.
 *
 * @generated from the table 'wide' for Linux 7.2.13 on x86_64; change the definitions, not this file.
 * Compared with the headers of 7.2.13.
 * Made by: kflags gen --table wide --target c-header --kernel 7.2.13 --arch x86_64 --config 64BIT,ARCH_PKEY_BITS=4,MMU
 */
#ifndef WIDE_FLAGS_H
#define WIDE_FLAGS_H

#ifndef __SIZEOF_INT128__
#error "wide_flags.h needs a compiler with 128-bit integers; wide_flags_enum.h needs none"
#endif
#ifdef WIDE_FLAGS_ENUM_H
#error "include one of wide_flags.h and wide_flags_enum.h: their words have different types"
#endif
__extension__ typedef unsigned __int128 wide_flags_t;

#define WIDE_NONE  (((wide_flags_t)0x0000000000000000ULL << 64) | 0x0000000000000000ULL) /* No flag. */
#define WIDE_LOW   ((wide_flags_t)1 << 0)                                                /* It is LOW. */
#define WIDE_EDGE  ((wide_flags_t)1 << 63)                                               /* It is EDGE. */
#define WIDE_NEXT  ((wide_flags_t)1 << 64)                                               /* It is NEXT. */
#define WIDE_TOP   ((wide_flags_t)1 << 127)                                              /* It is TOP. */
#define WIDE_CROWN WIDE_TOP                                                              /* It is CROWN. */
#define WIDE_GONE  WIDE_NONE                                                             /* It is GONE. */

/* Flags of BOTH. */
#define WIDE_BOTH (WIDE_LOW | WIDE_TOP)
#define WIDE_BOTH_FLAGS WIDE_BOTH

/* Flags of NONE. */
#define WIDE_NOTHING WIDE_NONE

#endif
