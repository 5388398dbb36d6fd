using KernelFlags.Cli.Output;
using KernelFlags.Live.Maps;

namespace KernelFlags.Cli.Maps;

/// <summary>Says what a text has that the kernel writes otherwise, and what was made of it.</summary>
internal static class MapsNoteText
{
    /// <summary>The notes on a source, a line each.</summary>
    /// <param name="source">The source, read to its end.</param>
    public static IEnumerable<string> Of(MapsSource source) => source.Pid is { } pid ? OfProcess(source, pid) : source.Notes.Select(note => Of(note, source.Name));

    /// <summary>A note on a saved text.</summary>
    /// <param name="path">The text's path.</param>
    public static string Of(MapsNote note, string path) => FormattableString.Invariant($"note: {path}:{note.Line}: {What(note)}");

    private static IEnumerable<string> OfProcess(MapsSource source, int pid)
    {
        if (!source.HasChanged)
        {
            yield break;
        }

        var parts = source.Notes.FirstOrDefault(note => note.Kind == MapsNoteKind.Overlap)?.Count ?? 0;
        yield return FormattableString.Invariant($"note: process {pid} changed while it was read, so its VMAs were not all there at one time")
            + (parts == 0 ? "" : $"; {Vmas(parts)} had grown over what was read before, and what is above that is shown");
    }

    private static string What(MapsNote note) => note.Kind switch
    {
        MapsNoteKind.OtherText => $"{Number(note.Count, "line")} that maps and smaps do not have {Were(note.Count)} passed over; the first is '{Lines.Flatten(note.Text)}'",
        MapsNoteKind.NoAddress => $"{Number(note.Count, "field")} before the first address line {Were(note.Count)} passed over; the VMA that they are of is not in the file",
        MapsNoteKind.Overlap => $"{Vmas(note.Count)} {(note.Count == 1 ? "begins" : "begin")} below the end of the one before: the process changed while this was written; "
            + "what is above that end is shown, with the sizes that are certain",
        MapsNoteKind.Repeated => $"{Vmas(note.Count)} {(note.Count == 1 ? "lies" : "lie")} within the one before and {Were(note.Count)} left out",
        MapsNoteKind.RepeatedField => $"'{Lines.Flatten(note.Text)}' stands twice in one VMA, as where an address line is missing; from there to the next address line all was left out"
            + (note.Count == 1 ? "" : $", as in {Sizes.Of(note.Count - 1)} more"),
        MapsNoteKind.Empty => $"{Vmas(note.Count)} of no length, as no kernel has {(note.Count == 1 ? "it" : "them")}",
        _ => "the text seems to be cut here: its last VMA does not have all that the ones before have",
    };

    private static string Vmas(long count) => Number(count, "VMA");

    private static string Number(long count, string noun) => $"{Sizes.Of(count)} {noun}{(count == 1 ? "" : "s")}";

    private static string Were(long count) => count == 1 ? "was" : "were";
}
