using KernelFlags.Cli.Output;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps;

/// <summary>Says what a text has that the kernel writes otherwise, and what was made of it.</summary>
internal static class MapsNoteText
{
    /// <summary>The notes on a source, and what could not be found out about it, a line each.</summary>
    /// <param name="source">The source, read to its end.</param>
    /// <param name="request">What was asked for.</param>
    public static IEnumerable<string> All(MapsSource source, MapsRequest request)
    {
        foreach (var line in Of(source))
        {
            yield return line;
        }

        if (source.WithoutFacts is { } why)
        {
            yield return $"note: --prove can't ask the kernel: {why}";
        }

        if (source.VmasWithoutFacts is > 0 and var vmas)
        {
            yield return $"note: {Vmas(vmas)} changed between smaps and what the kernel said of {(vmas == 1 ? "it" : "them")}, and their borders are not proven; call again";
        }

        if (source.Policies?.Failure is { } unread)
        {
            yield return $"note: memory policies are not told: {unread}";
        }

        if (source.Policies?.Unmatched is > 0 and var unmatched)
        {
            yield return $"note: numa_maps has not both VMAs of {Sizes.Count(unmatched, "border")}, whose policies stay open: it was saved of another process, or at another time";
        }

        if (source.SkippedByGuards > 0)
        {
            yield return $"note: {source.SkippedByGuards} ranges of more than 64 GB were not searched for guards, which this kernel tells only page by page";
        }

        if (source is { Pid: not null, SeesGuards: false } && request.WithFlags)
        {
            yield return "note: guard regions are not shown: pagemap can't be read";
        }
    }

    /// <summary>What can't be compared of two sources.</summary>
    /// <param name="areFlagsOfBoth">Whether both tell flags, or neither does.</param>
    public static IEnumerable<string> OfComparison(MapsSource before, MapsSource source, bool areFlagsOfBoth) =>
        areFlagsOfBoth ? [] : [$"note: only one of {before.Name} and {source.Name} tells flags; compared is what both tell"];

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
