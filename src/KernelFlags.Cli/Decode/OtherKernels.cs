using System.Globalization;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Cli.Decode;

/// <summary>The same architecture and options in every version at which the table may change.</summary>
internal sealed class OtherKernels
{
    private readonly IReadOnlyList<KernelVersion> _versions;
    private readonly Lazy<IReadOnlyList<FlagNames?>> _names;

    public OtherKernels(DefinitionModel model, FlagTable table, KernelProfile kernel)
    {
        _versions = Mentions.Versions(model, Mentions.Of(table).Concat(Mentions.OfKernels(model)));
        _names = new(() => [.. _versions.Select(version => At(model, table, kernel, version))]);
    }

    /// <summary>Where another version would read a text otherwise: a bit as another flag or none, a word as a flag.</summary>
    /// <param name="text">The text, as one kernel reads it.</param>
    /// <param name="here">The names of that kernel.</param>
    /// <returns>The readings, by bit and version.</returns>
    public IReadOnlyList<ElsewhereReading> Read(FlagText text, FlagNames here) =>
    [
        .. text.Differences.Count == 0 ? [] : Readings(there => IsAtOne(text.Told!, there) ? "what the line tells agrees" : null),
        .. (text.Value ?? default).Bits().SelectMany(bit => Readings(there => ReadBit(bit, here, there))),
        .. text.UnknownWords.Distinct().SelectMany(word => Readings(there => ReadWord(word, text.IsTrace, there))),
    ];

    private static bool IsAtOne(PastedLine told, FlagNames there) => FlagText.Of(told, there) is { Differences.Count: 0, UnknownWords.Count: 0 };

    private static FlagNames? At(DefinitionModel model, FlagTable table, KernelProfile kernel, KernelVersion version)
    {
        if (!KernelSelector.Architectures(model, version).Contains(kernel.Arch, StringComparer.Ordinal))
        {
            return null;
        }

        var hasAll = KernelSelector.Of(model, kernel.Kernel, kernel.Arch).Config == kernel.Config;
        return new FlagNames(TableResolver.Resolve(table, KernelSelector.Of(model, version, kernel.Arch, hasAll ? null : kernel.Config)));
    }

    private static string? ReadBit(int bit, FlagNames here, FlagNames there)
    {
        var (mine, theirs) = (here.Meant(bit), there.Meant(bit));
        if (mine.SequenceEqual(theirs))
        {
            return null;
        }

        var prefix = there.Table.Prefix;
        var parts = mine.Except(theirs)
            .Select(name => (name, place: there.Flag(name)?.Bit))
            .Where(flag => flag.place != bit)
            .Select(flag => flag.place is { } moved ? $"{prefix}{flag.name} is bit {Text(moved)}" : $"there is no {prefix}{flag.name}");
        var read = theirs.Count == 0 ? "no flag" : string.Join(" and ", theirs.Select(name => prefix + name));
        return string.Join("; ", parts.Prepend($"bit {Text(bit)} is {read}"));
    }

    private static string? ReadWord(string word, bool isTrace, FlagNames there) =>
        there.Find(word, isTrace) is { IsEmpty: false } bits
            ? $"{word} is {string.Join(" and ", bits.Bits().Select(bit => $"{(there.At(bit) is [var flag, ..] ? flag.CName : "no flag")}, bit {Text(bit)}"))}"
            : null;

    /// <summary>One reading, and the ranges of versions that have it.</summary>
    public IEnumerable<ElsewhereReading> Readings(Func<FlagNames, string?> read) => Ranges(read)
        .GroupBy(range => range.Reads)
        .Select(ranges => new ElsewhereReading(string.Join(", ", ranges.Select(range => range.Kernels)), ranges.Key));

    /// <summary>Neighbouring versions that read the same are one range.</summary>
    private IEnumerable<ElsewhereReading> Ranges(Func<FlagNames, string?> read)
    {
        var readings = _names.Value.Select(names => names is null ? null : read(names)).ToList();
        for (var start = 0; start < readings.Count;)
        {
            var end = start + 1;
            while (end < readings.Count && readings[end] == readings[start])
            {
                end++;
            }

            if (readings[start] is { } text)
            {
                // Nothing older than the first is known: it is no "up to".
                yield return new ElsewhereReading(
                    VersionRange.Text(_versions[start], end == readings.Count ? null : _versions[end]), text);
            }

            start = end;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
