using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees;

/// <summary>A bit of the enumeration: <c>DECLARE_VMA_BIT(READ, 0)</c>.</summary>
/// <param name="Name">The flag: <c>READ</c>.</param>
/// <param name="Number">The bit's number; null for an alias, or for what is no number.</param>
/// <param name="Alias">The flag whose bit it has: that of <c>DECLARE_VMA_BIT_ALIAS</c>; null for a bit of its own.</param>
/// <param name="Line">The line, with the conditionals that it stands in.</param>
/// <param name="Value">Where number or alias stands.</param>
public sealed record EnumeratedBit(string Name, int? Number, string? Alias, CLine Line, Span Value)
{
    /// <summary>Its name in C: <c>VMA_READ_BIT</c>.</summary>
    public string CName => $"VMA_{Name}_BIT";
}

/// <summary>A macro that stands for a flag, a set or a mask, or for a bit's number.</summary>
/// <param name="Name">Its name: <c>VM_READ</c>, <c>VMA_STICKY_FLAGS</c>, <c>VM_UFFD_MINOR_BIT</c>.</param>
/// <param name="Body">What it stands for, on one line.</param>
/// <param name="Line">The line, with the conditionals that it stands in.</param>
/// <param name="BodySpan">Where that is written; it may go over several lines.</param>
/// <param name="Mentions">The flags, sets, masks and bits that it is made of, in its order.</param>
public sealed partial record FlagMacro(string Name, string Body, CLine Line, Span BodySpan, IReadOnlyList<FlagMention> Mentions)
{
    /// <summary>What kind of thing it stands for.</summary>
    public FlagMacroKind Kind { get; } =
        Number().IsMatch(Name) ? FlagMacroKind.Number
        : Empty().IsMatch(Body) ? FlagMacroKind.Empty
        : Word().IsMatch(Body) || BitCall().IsMatch(Body) || BitOf(Body) is not null ? FlagMacroKind.Bit
        : Mentions is [{ } only] && only.Name == Body ? FlagMacroKind.Alias
        : FlagMacroKind.Mask;

    /// <summary>The flag whose enumerated bit it is: <c>READ</c> of <c>INIT_VM_FLAG(READ)</c>; null where it is none.</summary>
    public string? Enumerated => Word().Match(Body) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The number of its bit, where it is written there: 31 of <c>BIT(31)</c>, 4 of <c>0x00000010</c>; null elsewhere.</summary>
    public int? Bit => BitOf(Body);

    /// <summary>The macro that has the number of its bit: <c>VM_UFFD_MINOR_BIT</c> of <c>BIT(VM_UFFD_MINOR_BIT)</c>; null where there is none.</summary>
    public string? BitMacro => BitCall().Match(Body) is { Success: true } call && !char.IsAsciiDigit(call.Groups[1].Value[0]) ? call.Groups[1].Value : null;

    private static int? BitOf(string body)
    {
        if (BitCall().Match(body) is { Success: true } call)
        {
            return int.TryParse(call.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        return Hexadecimal().Match(body) is { Success: true } hex
            && ulong.TryParse(hex.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var word)
            && BitOperations.PopCount(word) == 1 ? BitOperations.TrailingZeroCount(word) : null;
    }

    [GeneratedRegex(@"^VM_(?:\w+_BIT|PKEY_SHIFT|HIGH_ARCH_BIT_\d+)$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?:VM_NONE|EMPTY_VMA_FLAGS|0[uUlL]*|0[xX]0+[uUlL]*)$")]
    private static partial Regex Empty();

    [GeneratedRegex(@"^INIT_VM_FLAG\s*\(\s*(\w+)\s*\)$")]
    private static partial Regex Word();

    [GeneratedRegex(@"^(?:BIT|BIT_ULL|_BITUL|_BITULL)\s*\(\s*(\w+)\s*\)$")]
    private static partial Regex BitCall();

    [GeneratedRegex(@"^\(?\s*0[xX]([0-9a-fA-F]+)[uUlL]*\s*\)?$")]
    private static partial Regex Hexadecimal();
}

/// <summary>What a macro of a header stands for.</summary>
public enum FlagMacroKind
{
    /// <summary>No flag: <c>VM_NONE</c>, <c>0</c>, <c>EMPTY_VMA_FLAGS</c>.</summary>
    Empty,

    /// <summary>One bit: <c>INIT_VM_FLAG(READ)</c>, <c>BIT(31)</c>, <c>0x00000001</c>.</summary>
    Bit,

    /// <summary>Another flag or mask.</summary>
    Alias,

    /// <summary>Flags, sets and masks together, or one set: <c>mk_vma_flags(VMA_READ_BIT)</c>, <c>(VM_READ | VM_WRITE)</c>.</summary>
    Mask,

    /// <summary>The number of a bit: <c>VM_UFFD_MINOR_BIT</c>.</summary>
    Number,
}

/// <summary>A flag, set, mask or bit that another is made of.</summary>
/// <param name="Name">Its name in C.</param>
/// <param name="Span">Where it stands.</param>
public sealed record FlagMention(string Name, Span Span);
