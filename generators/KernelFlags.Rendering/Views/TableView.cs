using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>
/// What a template of the user's own sees, and the <c>json</c> target. The members are described in this project's README; they are a
/// contract.
/// </summary>
internal static class TableView
{
    public static ScriptObject Create(ResolvedTable table) => new()
    {
        ["name"] = table.Name,
        ["summary"] = table.Summary,
        ["width"] = table.Width,
        ["prefix"] = table.Prefix,
        ["enumerator_prefix"] = table.EnumeratorPrefix,
        ["kernel"] = Kernel(table.Kernel),
        ["flags"] = Rows.Of(table.Flags, Flag),
        ["words"] = Rows.Of(table.Flags.Where(flag => flag.CName is not null), Flag),
        ["is_words"] = table.IsWords,
        ["fields"] = Rows.Of(table.Fields, Field),
        ["masks"] = Rows.Of(table.Masks, Mask),
        ["has_masks"] = table.Masks.Any(mask => !mask.CNames.IsEmpty),
        ["mask_names"] = Rows.Of(
            table.Masks.SelectMany(mask => mask.CNames, (mask, name) => (mask, name)),
            pair => new ScriptObject { ["name"] = pair.name, ["value"] = pair.mask.Value.ToString(), ["mask"] = pair.mask.Name }),
        ["has_smaps"] = !table.Smaps.IsEmpty,
        ["smaps"] = Rows.Of(table.Smaps.Select((mnemonic, bit) => (mnemonic, bit)), entry => Mnemonic(entry.bit, entry.mnemonic)),
        ["has_trace"] = !table.Trace.IsEmpty,
        ["trace"] = Rows.Of(table.Trace, Trace),
    };

    private static ScriptObject Kernel(KernelProfile kernel) => new()
    {
        ["profile"] = kernel.Profile,
        ["version"] = kernel.Kernel.ToFullString(),
        ["named_version"] = kernel.NamedVersion,
        ["arch"] = kernel.Arch,
        ["config"] = Rows.Of(
            kernel.Config.OrderBy(option => option, StringComparer.Ordinal), option => new ScriptObject { ["name"] = option }),
        ["verified"] = kernel.Verified,
        ["rests_on"] = EvidenceWords.Of(kernel),
    };

    private static ScriptObject Flag(ResolvedFlag flag) => new()
    {
        ["name"] = flag.Name,
        ["has_c_name"] = flag.CName is not null,
        ["c_name"] = flag.CName,
        ["has_bit"] = Bit(flag) is not null,
        ["bit"] = Bit(flag),
        ["value"] = flag.Value.ToString(),
        ["has_field"] = flag.Field is not null,
        ["field"] = flag.Field,
        ["has_enumerator"] = flag.Enumerator is not null,
        ["enumerator"] = flag.Enumerator,
        ["enumerated_bit"] = flag.EnumeratedBit,
        ["is_alias"] = flag.AliasOf is not null,
        ["alias_of"] = flag.AliasOf,
        ["has_smaps"] = !string.IsNullOrEmpty(flag.Smaps),
        ["smaps"] = flag.Smaps,
        ["has_trace"] = flag.Trace is not null,
        ["trace"] = flag.Trace,
        ["traits"] = Rows.Of(flag.Traits),
        ["since"] = flag.Since?.ToString(),
        ["summary"] = flag.Summary,
        ["has_cause"] = flag.Cause is not null,
        ["cause"] = flag.Cause,
    };

    /// <summary>The bit of a flag; of a value the only one that is set in it.</summary>
    private static int? Bit(ResolvedFlag flag) => flag.Bit ?? flag.Number?.Single();

    private static ScriptObject Mask(ResolvedMask mask) => new()
    {
        ["name"] = mask.Name,
        ["c_names"] = Rows.Of(mask.CNames),
        ["value"] = mask.Value.ToString(),
        ["members"] = Rows.Of(mask.Members),
        ["has_trait"] = mask.Trait is not null,
        ["trait"] = mask.Trait,
        ["has_complement"] = mask.Complement is not null,
        ["complement"] = mask.Complement,
        ["summary"] = mask.Summary,
    };

    private static ScriptObject Field(ResolvedField field) => new()
    {
        ["name"] = field.Name,
        ["bits"] = field.Bits.ToString(),
        ["shift"] = field.Shift,
        ["summary"] = field.Summary,
    };

    private static ScriptObject Mnemonic(int bit, string mnemonic) => new()
    {
        ["bit"] = bit,
        ["mnemonic"] = mnemonic,
        ["is_hidden"] = mnemonic.Length == 0,
        ["is_unknown"] = mnemonic == "??",
    };

    private static ScriptObject Trace(TraceEntry entry) => new()
    {
        ["value"] = entry.Value.ToString(),
        ["name"] = entry.Name,
        ["flag"] = entry.Flag,
        ["c_name"] = entry.CName,
    };
}
