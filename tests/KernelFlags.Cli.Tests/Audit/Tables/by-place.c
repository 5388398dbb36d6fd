/* The place is the bit. */
static const char letters[][3] = {
	"rd", "wr", "ex", "sh",
	"mr", "mw", "me", "ms",
	"gd", "um", "pf",
	"dw",
	"uw", "lo", "io", "sr",
	"rr", "dc", "de", "lf", "ac", "nr", "ht", "sf",
	"ar", "wf", "dd", "sd", "mm",
	"nh", "hg", "mg",
};
