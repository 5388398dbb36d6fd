using KernelFlags.Definitions.Model;

namespace KernelFlags.Definitions.Resolution;

/// <summary>A number, read as words of a system call.</summary>
/// <param name="Words">The words, the value of each field first.</param>
/// <param name="Unknown">What no word stands for.</param>
public sealed record ReadWords(EquatableArray<ResolvedFlag> Words, FlagBits Unknown)
{
    /// <summary>Reads a number. Of words that mean the same, the one that is no alias is named.</summary>
    /// <returns>The words in it.</returns>
    public static ReadWords Of(ResolvedTable table, FlagBits number)
    {
        var words = table.Flags.Where(word => !word.IsAboutField && word.AliasOf is null).ToList();
        if (words.Find(word => word is { Number: { } value, Field: null } && value == number) is { } whole)
        {
            return new(EquatableArray.Of(whole), default);
        }

        var read = new List<ResolvedFlag>();
        var left = number;
        foreach (var field in table.Fields)
        {
            if (words.Find(word => word.Field == field.Name && word.Number == (left & field.Bits)) is { } value)
            {
                read.Add(value);
                left &= ~field.Bits;
            }
        }

        foreach (var word in words.Where(word => word.Bit is { } bit && left.Has(bit)))
        {
            read.Add(word);
            left &= ~word.Value;
        }

        return new(read.ToEquatableArray(), left);
    }
}
