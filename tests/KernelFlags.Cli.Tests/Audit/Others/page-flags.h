enum pageflags {
	PG_locked,
	PG_writeback,
	PG_referenced,
	PG_uptodate,
	PG_dirty,
	PG_lru,
	PG_reserved,
	PG_private,
	PG_reclaim,
	PG_swapbacked,
	PG_mlocked,
	PG_hwpoison,
};
