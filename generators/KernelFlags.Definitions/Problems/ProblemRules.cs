namespace KernelFlags.Definitions.Problems;

/// <summary>
/// Every problem that the definitions can have. KF1: what is written. KF2: bits. KF3: names of other things, conditions and versions.
/// KF4: mnemonics and trace names. KF5: merge policy. (KF8 and KF9 are the generator's own.)
/// </summary>
public static class ProblemRules
{
    internal static readonly ProblemRule Malformed = Error(
        "KF1001", "Malformed YAML", "this is not YAML: {0}");

    internal static readonly ProblemRule Tab = Error(
        "KF1002", "A tab in the indentation", "a tab can't indent; use spaces");

    internal static readonly ProblemRule ControlCharacter = Error(
        "KF1003", "A control character", "the character {0} can't stand in a definition; remove it");

    internal static readonly ProblemRule NotUtf8 = Error(
        "KF1004", "A file that is not UTF-8", "the file is not UTF-8; save it as UTF-8");

    internal static readonly ProblemRule TooLarge = Error(
        "KF1005", "A file or list that is too large", "this has more than {0}; split it");

    internal static readonly ProblemRule TooDeep = Error(
        "KF1006", "Nested too deeply", "lists and mappings are nested more than {0} deep; no definition needs that");

    internal static readonly ProblemRule Anchor = Error(
        "KF1007", "An anchor or an alias of YAML", "anchors and aliases of YAML ('{0}') are not part of the language; write the value out");

    internal static readonly ProblemRule Tag = Error(
        "KF1008", "A tag of YAML", "tags of YAML ('{0}') are not part of the language; remove it");

    internal static readonly ProblemRule SeveralDocuments = Error(
        "KF1009", "Several documents in a file", "a file holds one document; put what follows into a file of its own");

    internal static readonly ProblemRule ComplexKey = Error(
        "KF1010", "A key that is not a word", "a key is a word, not a list or a mapping");

    internal static readonly ProblemRule DuplicateKey = Error(
        "KF1011", "A key that is there twice", "the key '{0}' is there twice; remove one");

    internal static readonly ProblemRule UnknownKey = Error(
        "KF1012", "An unknown key", "{0} has no key '{1}'");

    internal static readonly ProblemRule MissingKey = Error(
        "KF1013", "A key is missing", "{0} needs the key {1}");

    internal static readonly ProblemRule WrongType = Error(
        "KF1014", "A value of the wrong type", "{0} must be {1}, not {2}");

    internal static readonly ProblemRule BadName = Error(
        "KF1015", "A name with characters that can't stand in it", "'{0}' can't be {1}; it must be {2}");

    internal static readonly ProblemRule DuplicateName = Error(
        "KF1016", "Two things of one name", "the {0} '{1}' is there twice{2}; give one of them another name");

    internal static readonly ProblemRule Empty = Error(
        "KF1017", "A file or table without content", "{0}; {1}");

    internal static readonly ProblemRule Contradiction = Error(
        "KF1018", "Keys that exclude each other", "{0} can't have both '{1}' and '{2}'; remove one");

    internal static readonly ProblemRule SettingTwice = Error(
        "KF1019", "A setting that is made twice", "'{0}' is already said in {1}; say it once");

    internal static readonly ProblemRule NoTable = Error(
        "KF1020", "Flags outside a table's folder", "'{0}' stands in a file that lies in no table's folder; move it to FOLDER/{1}");

    internal static readonly ProblemRule NotAcceptable = Error(
        "KF1021", "Accepting what is not a warning", "'{0}' is no warning that could be accepted; the warnings are {1}");

    internal static readonly ProblemRule NotRaised = Warning(
        "KF1022", "Accepting a warning that is not raised", "{0} does not raise {1}; remove it from 'accept'");

    internal static readonly ProblemRule UnknownFile = Error(
        "KF1023", "An unknown file in the order", "the table has no file '{0}'");

    internal static readonly ProblemRule Unreadable = Error(
        "KF1024", "A file that can't be read", "the file can't be read: {0}");

    internal static readonly ProblemRule Unwritten = Warning(
        "KF1025", "A text that is still to be written", "'{0}' is still to be written; say it in one sentence, without TODO");

    internal static readonly ProblemRule SharedBit = Error(
        "KF2001", "Two flags on one bit",
        "{0} has bit {1}, which {2} has on {3} too; make it an alias, move it, or keep their conditions apart");

    internal static readonly ProblemRule BitOutside = Error(
        "KF2002", "A bit outside the width", "bit {0} lies outside the {1} bits of table '{2}'; the bits are 0 to {3}");

    internal static readonly ProblemRule BadWidth = Error(
        "KF2003", "A width that can't be", "{0}; {1}");

    internal static readonly ProblemRule ReservedBitTaken = Error(
        "KF2004", "A flag on a reserved bit", "{0} has bit {1}, which is reserved ({2}); move it");

    internal static readonly ProblemRule NotShared = Error(
        "KF2005", "A shared bit that is not", "{0} is said to share bit {1} with {2}, which has it on no kernel with {0}; remove 'shares'");

    internal static readonly ProblemRule AccessNotShifted = Warning(
        "KF2006", "A permission that is not four bits above its access right",
        "{0} has bit {1} and {2} has bit {3} on {4}: mprotect looks for what is allowed exactly {5} bits above what is asked for "
            + "(newflags >> {5}), and would find another flag there; move both together, or accept this with a reason");

    internal static readonly ProblemRule SharedValue = Error(
        "KF2007", "Two words of one value",
        "{0} has the value {1}, which {2} has on {3} too; make it an alias, give it another, or keep their conditions apart");

    internal static readonly ProblemRule ValueOutside = Error(
        "KF2008", "A value outside its field", "{0} is {1}, which does not lie within {2}; {3}");

    internal static readonly ProblemRule BitInField = Error(
        "KF2009", "A bit within a field",
        "{0} has bit {1}, which belongs to the field {2} on {3}; make it a value of that field, or move it");

    internal static readonly ProblemRule UnknownFlag = Error(
        "KF3001", "An unknown flag, mask or capability", "there is no {0} '{1}'");

    internal static readonly ProblemRule UnknownTrait = Error(
        "KF3002", "An unknown trait", "there is no trait '{0}'");

    internal static readonly ProblemRule UnknownArchitecture = Error(
        "KF3003", "An unknown architecture", "there is no architecture '{0}'");

    internal static readonly ProblemRule UnknownOption = Error(
        "KF3004", "An unknown option", "there is no option '{0}'; conditions may name those under 'options'");

    internal static readonly ProblemRule UnknownContract = Error(
        "KF3005", "An unknown contract", "there is no contract '{0}'");

    internal static readonly ProblemRule Cycle = Error(
        "KF3006", "Definitions that go round in a circle", "{0} leads back to itself: {1}; break the circle");

    internal static readonly ProblemRule AbsentAlias = Error(
        "KF3007", "An alias of a flag that is not there",
        "{0} is an alias of {1}, which has no bit on {2}; let {0} need it only where it has one");

    internal static readonly ProblemRule BadVersion = Error(
        "KF3008", "Not a kernel version", "'{0}' is no kernel version; write MAJOR.MINOR or MAJOR.MINOR.PATCH, as \"6.19\"");

    internal static readonly ProblemRule EmptyRange = Error(
        "KF3009", "A range of versions with nothing in it",
        "no kernel is from {0} on and before {1}; 'until' is the first version that is not meant");

    internal static readonly ProblemRule OverlappingRanges = Error(
        "KF3010", "Ranges of versions that overlap",
        "this holds from {0} on, and what stands above holds until {1}; let one begin where the other ends");

    internal static readonly ProblemRule Unreachable = Error(
        "KF3011", "A case that never counts", "this case never counts: where it holds, one above it does; remove it or move it up");

    internal static readonly ProblemRule BadCondition = Error(
        "KF3012", "A condition that can't be read", "the condition can't be read: {0}");

    internal static readonly ProblemRule NeverHolds = Error(
        "KF3013", "A condition that never holds", "{0} holds on no kernel; mend the condition or remove it");

    internal static readonly ProblemRule NoSuchKernel = Error(
        "KF3014", "A kernel that is not described", "there is no kernel {0}; {1}");

    internal static readonly ProblemRule NothingExtra = Error(
        "KF3015", "Extras that are none", "{0}; {1}");

    internal static readonly ProblemRule BadVersionList = Error(
        "KF3016", "A list of versions that can't be", "{0}; {1}");

    internal static readonly ProblemRule NoKnownKernel = Warning(
        "KF3017", "A flag that no known kernel has",
        "no known kernel has {0}: it comes with {1}, and {2} is the newest that is known; mend the version, or accept this with a reason");

    internal static readonly ProblemRule BadMnemonic = Error(
        "KF4001", "A mnemonic that is not two characters",
        "the mnemonic '{0}' is not two letters or digits; \"\" hides the flag, and without 'smaps' it is unknown");

    internal static readonly ProblemRule MnemonicTwice = Error(
        "KF4002", "A mnemonic that is used twice", "{0} has the mnemonic '{1}', which {2} has on {3} too; give it another");

    internal static readonly ProblemRule TraceNameTwice = Error(
        "KF4003", "A trace name that is used twice", "{0} has the trace name '{1}', which {2} has on {3} too; give it another");

    internal static readonly ProblemRule MnemonicOutside = Warning(
        "KF4004", "A mnemonic whose bit lies outside a narrower word",
        "{0} has the mnemonic '{1}' and bit {2}, for which the word of {3} bits on {4} has no room: smaps never prints it there; "
            + "take a lower bit, say with 'when' where it has one, or accept this with a reason");

    internal static readonly ProblemRule AtomicNotSticky = Warning(
        "KF5001", "Atomic-writable without sticky",
        "{0} is atomic-writable and not sticky: a merge could lose the flag; make it sticky, or accept this with a reason");

    internal static readonly ProblemRule StickyNotCopied = Warning(
        "KF5002", "Sticky without copy-on-fork",
        "{0} is sticky and not copy-on-fork: a child whose page tables are not copied would carry the flag without the thing; "
            + "make it copy-on-fork, or accept this with a reason");

    internal static readonly ProblemRule AtomicWords = Error(
        "KF5003", "Atomic-writable flags in different words",
        "{0} is atomic-writable in bit {1}, and {2} in bit {3}: an atomic set touches one 64-bit word; move one of them");

    /// <summary>All of them, by id.</summary>
    public static EquatableArray<ProblemRule> All { get; } = EquatableArray.Of(
        Malformed, Tab, ControlCharacter, NotUtf8, TooLarge, TooDeep, Anchor, Tag, SeveralDocuments, ComplexKey, DuplicateKey,
        UnknownKey, MissingKey, WrongType, BadName, DuplicateName, Empty, Contradiction, SettingTwice, NoTable, NotAcceptable,
        NotRaised, UnknownFile, Unreadable, Unwritten, SharedBit, BitOutside, BadWidth, ReservedBitTaken, NotShared, AccessNotShifted,
        SharedValue, ValueOutside, BitInField, UnknownFlag,
        UnknownTrait, UnknownArchitecture, UnknownOption, UnknownContract, Cycle, AbsentAlias, BadVersion, EmptyRange, OverlappingRanges,
        Unreachable, BadCondition, NeverHolds, NoSuchKernel, NothingExtra, BadVersionList, NoKnownKernel, BadMnemonic, MnemonicTwice,
        TraceNameTwice, MnemonicOutside,
        AtomicNotSticky, StickyNotCopied, AtomicWords);

    private static ProblemRule Error(string id, string title, string format) => new(id, Severity.Error, title, format);

    private static ProblemRule Warning(string id, string title, string format) => new(id, Severity.Warning, title, format);
}
