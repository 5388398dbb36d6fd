using System.Globalization;
using KernelFlags.Live.Trees.Patching.Texts;

namespace KernelFlags.Live.Trees.Patching;

/// <summary>The enumerated bits of a header.</summary>
internal sealed class EnumeratorEditor(PatchGoal goal, HeaderSet headers)
{
    /// <summary>Whether the header has just the bits of a flag that it is to have.</summary>
    public bool IsRight(string flag) => !headers.IsEnumerated
        || goal.Kernels.Zip(headers.Evaluations).All(p => p.First.Flags.GetValueOrDefault(flag)?.EnumeratedBit == p.Second.NumberOf(flag));

    /// <summary>Has the header enumerate a flag as it is to be.</summary>
    public void Set(FlagShape shape)
    {
        var there = headers.Main.Bits.Where(b => b.Name == shape.Flag.Name).ToList();
        var indent = IndentOf(headers.Main);
        if (there is [{ Alias: null } only] && only.Line.Guards.Count == 0 && shape.Enumerators("") is [{ When: null or Definitions.Model.Condition.All { Terms.Count: 0 } }]
            && shape.Number is { } number)
        {
            // What is said behind it goes with it.
            var line = headers.Main.File.Source.Line(only.Line.First);
            var at = only.Value.Start - only.Line.Place.Start;
            var moved = line[..at] + number.ToString(CultureInfo.InvariantCulture) + line[(at + only.Value.Length)..];
            Remove(shape.Flag.Name);
            Insert(number, null, [moved]);
            return;
        }

        Remove(shape.Flag.Name);
        if (shape.Enumerators(indent) is { Count: > 0 } branches)
        {
            Insert(shape.Number, shape.Alias, [.. Guard.Block(branches)]);
        }
    }

    /// <summary>Takes a flag out of the enumeration.</summary>
    public void Remove(string flag)
    {
        var lines = headers.Main.Bits.Where(b => b.Name == flag).Select(b => b.Line).ToList();
        if (lines.Count > 0)
        {
            headers.Write(headers.Paths[0], LineRemoval.Of(headers.Main.File, lines));
        }
    }

    private static string IndentOf(HeaderSource header) =>
        header.Bits[0].Line.Code[..(header.Bits[0].Line.Code.Length - header.Bits[0].Line.Code.TrimStart().Length)];

    private void Insert(int? number, string? alias, IReadOnlyList<string> lines)
    {
        var header = headers.Main;
        var numbered = header.Bits.Where(b => b.Number is not null).ToList();
        var before = number is null
            ? header.Bits.LastOrDefault(b => b.Alias == alias && b.Line.Guards.Count == 0) ?? header.Bits.LastOrDefault(b => b.Alias is not null && b.Line.Guards.Count == 0)
            : numbered.Where(b => b.Number < number).MaxBy(b => b.Number);
        var after = before is null && numbered.Count > 0 ? numbered[0].Line.First - 1
            : Block.LastLine((before ?? header.Bits[^1]).Line);
        headers.Write(headers.Paths[0], LineEdit.InsertAfter(header.File.Source, after, lines));
    }
}
