package smaps

func flagOf(word string) (f Flags) {
	switch word {
	case "rd":
		f |= FlagRead
	case "wr":
		f |= FlagWrite
	case "ex":
		f |= FlagExec
	case "sh":
		f |= FlagShared
	case "mr":
		f |= FlagMayRead
	case "mw":
		f |= FlagMayWrite
	case "me":
		f |= FlagMayExec
	case "ms":
		f |= FlagMayShare
	case "gd":
		f |= FlagGrowsDown
	case "pf":
		f |= FlagPFNMap
	case "lo":
		f |= FlagLocked
	case "io":
		f |= FlagIO
	case "sr":
		f |= FlagRandRead // told as it is read
	case "rr":
		f |= FlagRandRead
	case "dc":
		f |= FlagDontCopy
	case "de":
		f |= FlagDontExpand
	case "ac":
		f |= FlagAccount
	case "nr":
		f |= FlagNoReserve
	case "ht":
		f |= FlagHugeTLB
	case "nl":
		f |= FlagNonLinear
	case "ar":
		f |= FlagArch1
	case "dd":
		f |= FlagDontDump
	case "mm":
		f |= FlagMixedMap
	case "hg":
		f |= FlagHugePage
	case "nh":
		f |= FlagNoHugePage
	case "mg":
		f |= FlagMergeable
	}
	return f
}
