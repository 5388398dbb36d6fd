using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Cli.Decode;

/// <summary>Where another version, or another architecture of the same one, reads words otherwise.</summary>
internal sealed class OtherWords
{
    private readonly Lazy<IReadOnlyList<(string Arch, ResolvedTable Table)>> _architectures;
    private readonly OtherKernels _versions;

    public OtherWords(DefinitionModel model, FlagTable table, KernelProfile kernel, OtherKernels versions)
    {
        _versions = versions;
        _architectures = new(() =>
        [
            .. KernelSelector.Architectures(model, kernel.Kernel)
                .Where(arch => arch != kernel.Arch)
                .Select(arch => (arch, TableResolver.Resolve(table, KernelSelector.Of(model, kernel.Kernel, arch)))),
        ]);
    }

    /// <summary>The readings that differ from the one here.</summary>
    /// <param name="text">The text, as one kernel reads it.</param>
    /// <param name="here">The table of that kernel.</param>
    /// <returns>The readings, versions first.</returns>
    public IReadOnlyList<ElsewhereReading> Read(WordText text, ResolvedTable here)
    {
        var read = Readers(text, here).ToList();
        return
        [
            .. read.SelectMany(reader => _versions.Readings(there => reader(there.Table))),
            .. read.SelectMany(reader => _architectures.Value
                .Select(other => (other.Arch, Reads: reader(other.Table)))
                .Where(other => other.Reads is not null)
                .GroupBy(other => other.Reads!, other => other.Arch)
                .Select(group => new ElsewhereReading(string.Join(", ", group), group.Key))),
        ];
    }

    private static IEnumerable<Func<ResolvedTable, string?>> Readers(WordText text, ResolvedTable here)
    {
        if (text.Differences.Count > 0)
        {
            yield return there => WordText.Read(text.Text, there) is { Differences.Count: 0, Unknown.Count: 0 } ? "what the line tells agrees" : null;
        }

        if (text.Value is { } value && text.Named.Count == 0)
        {
            var mine = WordText.Written(here, value);
            yield return there => WordText.Written(there, value) is var theirs && theirs == mine ? null : $"{value} is {theirs ?? "no word"}";
        }

        foreach (var word in text.Named)
        {
            yield return there => WordTerm.Find(word.CName!, there) is not { } theirs ? $"there is no {word.CName}"
                : theirs.Value == word.Value ? null
                : $"{word.CName} is {theirs.Value}";
        }

        foreach (var name in text.Unknown)
        {
            yield return there => WordTerm.Find(name, there) is { } theirs ? $"{theirs.CName} is {theirs.Value}" : null;
        }
    }
}
