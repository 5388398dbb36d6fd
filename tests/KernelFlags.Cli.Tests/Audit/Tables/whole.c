/* Each word of smaps with the name of its flag; nothing is missing. */
static const struct { const char *word; const char *flag; } rows[] = {
	{ "rd", "READ" }, { "wr", "WRITE" }, { "ex", "EXEC" }, { "sh", "SHARED" },
	{ "mr", "MAYREAD" }, { "mw", "MAYWRITE" }, { "me", "MAYEXEC" }, { "ms", "MAYSHARE" },
	{ "gd", "GROWSDOWN" }, { "um", "UFFD_MISSING" }, { "pf", "PFNMAP" }, { "gu", "MAYBE_GUARD" },
	{ "uw", "UFFD_WP" }, { "lo", "LOCKED" }, { "io", "IO" }, { "sr", "SEQ_READ" },
	{ "rr", "RAND_READ" }, { "dc", "DONTCOPY" }, { "de", "DONTEXPAND" }, { "lf", "LOCKONFAULT" },
	{ "ac", "ACCOUNT" }, { "nr", "NORESERVE" }, { "ht", "HUGETLB" }, { "sf", "SYNC" },
	{ "ar", "ARCH_1" }, { "bt", "ARM64_BTI" }, { "wf", "WIPEONFORK" }, { "dd", "DONTDUMP" },
	{ "sd", "SOFTDIRTY" }, { "mm", "MIXEDMAP" }, { "hg", "HUGEPAGE" }, { "nh", "NOHUGEPAGE" },
	{ "mg", "MERGEABLE" }, { "mt", "MTE" }, { "ss", "SHADOW_STACK" }, { "dp", "DROPPABLE" },
	{ "ui", "UFFD_MINOR" }, { "sl", "SEALED" },
};
