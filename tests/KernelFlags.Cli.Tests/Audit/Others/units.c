static const struct { const char *unit; double factor; } units[] = {
	{ "mm", 1 }, { "cm", 10 }, { "dm", 100 }, { "km", 1000000 }, { "in", 25.4 }, { "ft", 304.8 },
	{ "ms", 0x1 }, { "us", 0x2 }, { "ns", 0x4 }, { "ac", 4046 }, { "ha", 10000 }, { "dc", 12 },
};
