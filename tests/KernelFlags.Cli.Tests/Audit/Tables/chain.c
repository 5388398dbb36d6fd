static void read_word(const char *word, struct area *area)
{
	if (!strcmp(word, "gd"))
		area->flags |= MAP_GROWSDOWN;
	else if (!strcmp(word, "lo"))
		area->flags |= MAP_LOCKED;
	else if (!strcmp(word, "dw"))
		area->flags |= MAP_DENYWRITE;
	else if (!strcmp(word, "sr"))
		area->advice |= 1UL << MADV_SEQUENTIAL;
	else if (!strcmp(word, "rr"))
		area->advice |= 1UL << MADV_RANDOM;
	else if (!strcmp(word, "dc"))
		area->advice |= 1UL << MADV_DONTFORK;
	else if (!strcmp(word, "nh"))
		area->advice |= 1UL << MADV_NOHUGEPAGE;
	else if (!strcmp(word, "mg"))
		area->advice |= 1UL << MADV_MERGEABLE;
}
