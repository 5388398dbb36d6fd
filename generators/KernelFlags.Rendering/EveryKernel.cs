using KernelFlags.Rendering.Views.Words;

namespace KernelFlags.Rendering;

/// <summary>A table of words for all kernels at once.</summary>
internal static class EveryKernel
{
    /// <summary>
    /// The words and fields that any kernel has or is known to get, on the first architecture. Where kernels number a word differently it has
    /// the number of the newest known kernel, or of the newest that has it, and its summary says the others.
    /// </summary>
    public static ResolvedTable Of(DefinitionModel model, FlagTable table)
    {
        ResolvedTable On(KernelVersion version) => TableResolver.Resolve(table, KernelSelector.Of(model, version, model.Architectures[0].Name));

        var newest = On(model.Newest);
        var all = Mentions.Versions(model, [.. Mentions.Of(table), .. Mentions.OfKernels(model)]).Reverse().Select(On).Prepend(newest).ToList();
        return newest with
        {
            Flags = all.SelectMany(one => one.Flags, (one, word) => (Word: word, Shown: WordRow.Shown(one, word)))
                .GroupBy(entry => entry.Word.Name, StringComparer.Ordinal)
                .Select(group => WithOthers(group.First().Word, group.Select(entry => entry.Shown).Distinct().Skip(1).ToList()))
                .ToEquatableArray(),
            Fields = all.SelectMany(one => one.Fields).GroupBy(field => field.Name, StringComparer.Ordinal).Select(group => group.First()).ToEquatableArray(),
        };
    }

    private static ResolvedFlag WithOthers(ResolvedFlag word, List<string> others) => others.Count == 0
        ? word
        : word with { Summary = $"{word.Summary.TrimEnd('.')}; {string.Join(" or ", others)} on other kernels" };
}
