/*
 * How the page allocator is asked for memory.
 *
 * @generated from the table 'gfp' for Linux 7.3.0 on x86_64; change the definitions, not this file.
 * This table was compared with no kernel.
 * Made by: kflags gen --table gfp --target c-header --kernel 7.3.0 --arch x86_64
 */
#ifndef GFP_FLAGS_ENUM_H
#define GFP_FLAGS_ENUM_H

/* The numbers of the bits. One above the word has no place in it. */
enum {
	___GFP_DMA_BIT            = 0,  /* From the zone that old devices reach. */
	___GFP_HIGHMEM_BIT        = 1,  /* May come from memory that is not always mapped. */
	___GFP_DMA32_BIT          = 2,  /* From the zone below 4 GB. */
	___GFP_MOVABLE_BIT        = 3,  /* Its pages can be moved. */
	___GFP_RECLAIMABLE_BIT    = 4,  /* Its pages can be reclaimed. */
	___GFP_HIGH_BIT           = 5,  /* May use what is kept back for the urgent. */
	___GFP_IO_BIT             = 6,  /* May start input and output. */
	___GFP_FS_BIT             = 7,  /* May call into the file system. */
	___GFP_ZERO_BIT           = 8,  /* Comes zeroed. */
	___GFP_DIRECT_RECLAIM_BIT = 10, /* The caller may reclaim memory itself. */
	___GFP_KSWAPD_RECLAIM_BIT = 11, /* kswapd is woken when memory runs low. */
	___GFP_NOLOCKDEP_BIT      = 25, /* lockdep does not look at it. */
	___GFP_SKIP_ZERO_BIT      = 24, /* Setting tags zeroes it anyway. */
	___GFP_NO_OBJ_EXT_BIT     = 26, /* Nothing more is kept about the object. */
};

#define __GFP_NONE           0x00000000U /* No flag. */
#define __GFP_DMA            0x00000001U /* From the zone that old devices reach. */
#define __GFP_HIGHMEM        __GFP_NONE  /* May come from memory that is not always mapped. */
#define __GFP_DMA32          0x00000004U /* From the zone below 4 GB. */
#define __GFP_MOVABLE        0x00000008U /* Its pages can be moved. */
#define __GFP_RECLAIMABLE    0x00000010U /* Its pages can be reclaimed. */
#define __GFP_HIGH           0x00000020U /* May use what is kept back for the urgent. */
#define __GFP_IO             0x00000040U /* May start input and output. */
#define __GFP_FS             0x00000080U /* May call into the file system. */
#define __GFP_ZERO           0x00000100U /* Comes zeroed. */
#define __GFP_DIRECT_RECLAIM 0x00000400U /* The caller may reclaim memory itself. */
#define __GFP_KSWAPD_RECLAIM 0x00000800U /* kswapd is woken when memory runs low. */
#define __GFP_NOLOCKDEP      0x02000000U /* lockdep does not look at it. */
#define __GFP_SKIP_ZERO      __GFP_NONE  /* Setting tags zeroes it anyway. */
#define __GFP_NO_OBJ_EXT     0x04000000U /* Nothing more is kept about the object. */

/* All ways to reclaim. */
#define __GFP_RECLAIM (__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)

/* What the kernel takes for itself. */
#define GFP_KERNEL (__GFP_IO | __GFP_FS | __GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)

/* For callers that can't wait. */
#define GFP_NOWAIT __GFP_KSWAPD_RECLAIM

/* Which zone it comes from. */
#define GFP_ZONEMASK (__GFP_DMA | __GFP_DMA32 | __GFP_MOVABLE)

#endif
