using System.Text.RegularExpressions;

namespace KernelFlags.Live.Trees.Patching.Masks;

/// <summary>What a mask is made of: words that are joined, or sets and bits of which a set is made.</summary>
/// <param name="IsSet">Whether it is a set.</param>
/// <param name="Masks">The sets in it, or the words of a mask that is none.</param>
/// <param name="Bits">The bits in it; none of a mask that is no set.</param>
internal sealed partial record MaskBody(bool IsSet, IReadOnlyList<string> Masks, IReadOnlyList<string> Bits)
{
    private const string EmptySet = "EMPTY_VMA_FLAGS";
    private const string EmptyWord = "VM_NONE";

    /// <summary>What stands before the items.</summary>
    public string Head => IsSet switch
    {
        false => Masks.Count > 1 ? "(" : "",
        true => (Masks.Count, Bits.Count) switch
        {
            (0, > 0) => "mk_vma_flags(",
            (1, > 0) => "append_vma_flags(",
            ( > 1, _) => "mk_vma_flags_from_masks(",
            _ => "",
        },
    };

    /// <summary>What stands behind the items.</summary>
    public string Tail => Head.Length > 0 ? ")" : "";

    /// <summary>What stands between the items.</summary>
    public string Separator => IsSet ? ", " : " | ";

    /// <summary>The items as they are written.</summary>
    public IReadOnlyList<string> Items => Masks.Count + Bits.Count == 0 ? [IsSet ? EmptySet : EmptyWord]
        : Masks.Count > 1 && Bits.Count > 0 ? [.. Masks, $"mk_vma_flags({string.Join(", ", Bits)})"]
        : [.. Masks, .. Bits];

    /// <summary>Reads what a macro stands for.</summary>
    /// <param name="body">The text, on one line.</param>
    /// <returns>The mask; null where it is of another form.</returns>
    public static MaskBody? Parse(string body)
    {
        if (Call().Match(body) is { Success: true } call)
        {
            var items = call.Groups["items"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return call.Groups["name"].Value switch
            {
                "mk_vma_flags" => new MaskBody(true, [], items),
                "append_vma_flags" => new MaskBody(true, [.. items.Take(1)], [.. items.Skip(1)]),
                _ => FromMasks(call.Groups["items"].Value),
            };
        }

        return body is EmptySet or EmptyWord or "0" ? new MaskBody(body == EmptySet, [], [])
            : Words().IsMatch(body) ? new MaskBody(false, body.Trim('(', ')').Split('|', StringSplitOptions.TrimEntries), [])
            : SetName().IsMatch(body) ? new MaskBody(true, [body], [])
            : null;
    }

    /// <summary>The mask without some items.</summary>
    public MaskBody Without(Func<string, bool> isGone) => this with { Masks = [.. Masks.Where(m => !isGone(m))], Bits = [.. Bits.Where(b => !isGone(b))] };

    /// <summary>The mask with one more set or word.</summary>
    public MaskBody WithMask(string name) => this with { Masks = Placed(Masks, name) };

    /// <summary>The mask with one more bit.</summary>
    public MaskBody WithBit(string name) => this with { Bits = Placed(Bits, name) };

    /// <summary>Behind those of its family, else at the end.</summary>
    private static IReadOnlyList<string> Placed(IReadOnlyList<string> items, string name)
    {
        var family = items.ToList().FindLastIndex(i => WordEditor.IsFamily(i, name));
        return family < 0 ? [.. items, name] : [.. items.Take(family + 1), name, .. items.Skip(family + 1)];
    }

    private static MaskBody? FromMasks(string items) => FromBits().Match(items) is { Success: true } last
        ? new MaskBody(true, Split(items[..last.Index]), Split(last.Groups[1].Value))
        : items.Contains('(', StringComparison.Ordinal) ? null : new MaskBody(true, Split(items), []);

    private static string[] Split(string items) => items.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^(?<name>mk_vma_flags|append_vma_flags|mk_vma_flags_from_masks)\s*\((?<items>[\w\s,]*(?:mk_vma_flags\s*\([\w\s,]*\)\s*)?)\)$")]
    private static partial Regex Call();

    [GeneratedRegex(@"mk_vma_flags\s*\(([\w\s,]*)\)\s*$")]
    private static partial Regex FromBits();

    [GeneratedRegex(@"^(?:\(\s*(?:__)?(?:ARCH_)?VM_\w+(?:\s*\|\s*(?:__)?(?:ARCH_)?VM_\w+)*\s*\)|(?:__)?(?:ARCH_)?VM_\w+(?:\s*\|\s*(?:__)?(?:ARCH_)?VM_\w+)*)$")]
    private static partial Regex Words();

    [GeneratedRegex(@"^(?:__)?VMA_\w+$")]
    private static partial Regex SetName();
}
