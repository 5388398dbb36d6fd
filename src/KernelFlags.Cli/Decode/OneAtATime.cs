using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Decode;

/// <summary>Values of which there is one at a time, and that were joined nevertheless.</summary>
internal static class OneAtATime
{
    /// <summary>What is to be said of parts that were joined.</summary>
    /// <param name="terms">The parts.</param>
    /// <param name="table">The kernel's table.</param>
    /// <returns>A sentence for each field that got several values.</returns>
    public static IEnumerable<string> Of(IReadOnlyList<WordTerm> terms, ResolvedTable table)
    {
        var known = terms.Select(term => term.Names.Any(name => name.Word is not null) && WordGroup.Together(term.Names) == term.Value ? term.Names : [term])
            .SelectMany(parts => parts).Where(term => term.Value is not null).ToList();
        if (table.Flags.All(word => word is { Number: not null, Field: null }))
        {
            return Said(known, FlagBits.All(FlagBits.MaxWidth), table);
        }

        return table.Fields.SelectMany(field => Said(
            [.. known.Where(term => term.Word is { } word ? word.Field == field.Name : !(term.Value!.Value & field.Bits).IsEmpty)], field.Bits, table));
    }

    private static IEnumerable<string> Said(IReadOnlyList<WordTerm> values, FlagBits field, ResolvedTable table)
    {
        var each = values.DistinctBy(term => term.Value!.Value & field).Select(term => term.Word?.CName ?? term.Text).ToList();
        if (each.Count < 2)
        {
            return [];
        }

        var together = WordGroup.Together(values)!.Value & field;
        return [$"{string.Join(", ", each[..^1])} and {each[^1]} are values of one field, of which there is one at a time; together they are {together}, {WordText.Written(table, together) ?? "no word"}"];
    }
}
