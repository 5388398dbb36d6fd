using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Native.Kernels;

/// <summary>A table of words, from the numbers of one architecture to those that most have.</summary>
internal sealed class WordNumbers
{
    /// <summary>What no architecture has for a word: an argument of it is refused, or passed over, as one that is not known is there.</summary>
    private const int Unknown = 1 << 25;

    private static readonly WordNumbers Same = new(null, null);

    private readonly ResolvedTable? _own;
    private readonly Dictionary<string, ResolvedFlag>? _generic;

    private WordNumbers(ResolvedTable? own, Dictionary<string, ResolvedFlag>? generic) => (_own, _generic) = (own, generic);

    /// <summary>The words of a table.</summary>
    /// <param name="table">The table; null where there is none, and so nothing to translate.</param>
    /// <param name="kernel">The kernel whose numbers come in.</param>
    /// <param name="generic">The one whose numbers go out.</param>
    public static WordNumbers Of(FlagTable? table, KernelProfile kernel, KernelProfile generic)
    {
        if (table is null)
        {
            return Same;
        }

        var own = TableResolver.Resolve(table, kernel);
        var numbers = TableResolver.Resolve(table, generic).Flags.ToDictionary(word => word.Name, StringComparer.Ordinal);
        return own.Flags.All(word => numbers.TryGetValue(word.Name, out var number) && number.Value == word.Value) ? Same : new(own, numbers);
    }

    /// <summary>Translates an argument.</summary>
    /// <param name="number">The number that a program gave.</param>
    /// <returns>The number that the engine knows.</returns>
    public int ToGeneric(int number)
    {
        if (_own is null)
        {
            return number;
        }

        var read = ReadWords.Of(_own, new((uint)number));
        var result = read.Unknown.IsEmpty ? 0 : Unknown;
        foreach (var word in read.Words)
        {
            result |= _generic!.TryGetValue(word.Name, out var same) ? (int)(uint)same.Value.Low : Unknown;
        }

        return result;
    }
}
