/*
 * How the page allocator is asked for memory.
 *
 * @generated from the table 'gfp' for Linux 7.3.0 on x86_64; change the definitions, not this file.
 * This table was compared with no kernel.
 * Made by: kflags gen --table gfp --target c-mmflags --kernel 7.3.0 --arch x86_64
 */
#ifndef GFP_MMFLAGS_H
#define GFP_MMFLAGS_H

/* Rows of mask and name, several bits before one. A decoder takes the first that fits, and its bits away. */
#define __def_gfpflag_names \
	{ __GFP_RECLAIM,        "__GFP_RECLAIM" }, \
	{ GFP_KERNEL,           "GFP_KERNEL" }, \
	{ __GFP_DMA,            "__GFP_DMA" }, \
	{ __GFP_DMA32,          "__GFP_DMA32" }, \
	{ __GFP_MOVABLE,        "__GFP_MOVABLE" }, \
	{ __GFP_RECLAIMABLE,    "__GFP_RECLAIMABLE" }, \
	{ __GFP_HIGH,           "__GFP_HIGH" }, \
	{ __GFP_IO,             "__GFP_IO" }, \
	{ __GFP_FS,             "__GFP_FS" }, \
	{ __GFP_ZERO,           "__GFP_ZERO" }, \
	{ __GFP_DIRECT_RECLAIM, "__GFP_DIRECT_RECLAIM" }, \
	{ __GFP_KSWAPD_RECLAIM, "__GFP_KSWAPD_RECLAIM" }, \
	{ __GFP_NOLOCKDEP,      "__GFP_NOLOCKDEP" }, \
	{ __GFP_NO_OBJ_EXT,     "__GFP_NO_OBJ_EXT" }

#endif
