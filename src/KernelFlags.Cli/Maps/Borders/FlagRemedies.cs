using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>What makes VMAs that touch one.</summary>
/// <param name="How">How they are then, as a sentence goes on: <c>undone</c>.</param>
internal sealed record Remedy(string Call, string How);

/// <summary>By which call two VMAs come to differ in flags, and by which they become alike.</summary>
internal sealed class FlagRemedies
{
    private static readonly Remedy Writable = new("one mprotect over the whole range, PROT_WRITE with it", "made writable in one call");

    private readonly Dictionary<string, ResolvedFlag> _flags = new(StringComparer.Ordinal);
    private readonly Func<FlagRemedies>? _withCauses;

    /// <summary>The remedies on a kernel.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="withCauses">Makes those of the same kernel with causes, where the table has none; asked only for a flag that needs one.</param>
    public FlagRemedies(ResolvedTable table, Func<FlagRemedies>? withCauses = null)
    {
        _withCauses = withCauses;
        var named = new ResolvedFlag?[table.Width];
        string Mnemonic(int bit) => bit < table.Smaps.Count ? table.Smaps[bit] : "";
        for (var i = 0; i < table.Flags.Count; i++)
        {
            // Of an alias and what it is an alias of, the one with the mnemonic gives the bit its meaning.
            var flag = table.Flags[i];
            if (flag.Bit is { } bit && bit < table.Width && (named[bit] is not { } other || (other.Smaps != Mnemonic(bit) && flag.Smaps == Mnemonic(bit))))
            {
                named[bit] = flag;
            }
        }

        for (var bit = 0; bit < table.Width; bit++)
        {
            if (named[bit] is { } flag)
            {
                ByBit.Add(flag);
                _flags.TryAdd(Mnemonic(bit), flag);
            }
        }
    }

    /// <summary>The flag that gives each bit its name, in the order of bits.</summary>
    public List<ResolvedFlag> ByBit { get; } = [];

    /// <summary>The flag of a mnemonic.</summary>
    /// <returns>The flag; null for an unknown one.</returns>
    public ResolvedFlag? Flag(string mnemonic) => _flags.GetValueOrDefault(mnemonic);

    /// <summary>What makes VMAs differ in some flags.</summary>
    /// <returns>The calls, and those that undo them; no remedy where there is none.</returns>
    public (string Cause, Remedy? Remedy) Of(IReadOnlyList<string> mnemonics)
    {
        // Memory that becomes writable counts as committed, and stays so when it no longer is: only what is writable is alike again.
        var isAccounted = IsAccess(mnemonics) && mnemonics.Any(mnemonic => Flag(mnemonic)?.Name == "ACCOUNT");
        List<(string Cause, Remedy? Remedy)> own = [.. mnemonics.Where(mnemonic => !(isAccounted && Flag(mnemonic)?.Name == "ACCOUNT"))
            .Select(mnemonic => (Mnemonic: mnemonic, Part: Of(mnemonic)))
            .Select(one => isAccounted && IsAccess([one.Mnemonic]) ? (one.Part.Cause, Writable) : one.Part)];
        return (Joined(own.Select(part => part.Cause)), JoinedRemedy([.. own.Select(part => part.Remedy)]));
    }

    /// <summary>Whether flags are protections and what comes with them.</summary>
    /// <returns>True when one is a protection.</returns>
    public bool IsAccess(IReadOnlyList<string> mnemonics) => mnemonics.Any(mnemonic => Flag(mnemonic)?.Name is "READ" or "WRITE" or "EXEC");

    /// <summary>Whether flags are protections, and else only some that may come with them.</summary>
    /// <param name="others">The names of flags that may come with them.</param>
    /// <returns>True when one is a protection and no other differs.</returns>
    public bool AreAccess(IReadOnlyList<string> mnemonics, params IReadOnlyList<string> others) =>
        IsAccess(mnemonics) && mnemonics.All(mnemonic => Flag(mnemonic)?.Name is { } name && (name is "READ" or "WRITE" or "EXEC" || others.Contains(name, StringComparer.Ordinal)));

    /// <summary>Whether the only flag is that the memory counts as committed.</summary>
    /// <returns>True when so.</returns>
    public bool IsAccounting(IReadOnlyList<string> mnemonics) => mnemonics is [var only] && Flag(only)?.Name == "ACCOUNT";

    /// <summary>What undoes several differences.</summary>
    /// <param name="remedies">What undoes each.</param>
    /// <returns>All of it; null where one of them can't be undone.</returns>
    public static Remedy? JoinedRemedy(IReadOnlyList<Remedy?> remedies) => remedies.Contains(null)
        ? null
        : new(Joined(remedies.Select(remedy => remedy!.Call)), Joined(remedies.Select(remedy => remedy!.How), " and "));

    private static string Joined(IEnumerable<string> texts, string separator = "; ") => string.Join(separator, texts.Distinct(StringComparer.Ordinal));

    private (string Cause, Remedy? Remedy) Of(string mnemonic) =>
        Flag(mnemonic) is not { } flag ? ($"{mnemonic}, which these definitions do not know", null)
        : (_withCauses is null ? flag.Border : FlagBorders.Of(flag.Name)) is { } border ? (border.Cause, border.Remedy is null ? null : new(border.Remedy, border.Result!))
        : (CauseOf(flag, mnemonic) ?? $"{flag.Name}, which user space does not choose", null);

    private string? CauseOf(ResolvedFlag flag, string mnemonic) => _withCauses is null ? flag.Cause : _withCauses().Flag(mnemonic)?.Cause;
}
