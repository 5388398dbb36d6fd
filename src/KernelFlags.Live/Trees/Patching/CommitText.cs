using KernelFlags.Definitions.Model;

namespace KernelFlags.Live.Trees.Patching;

/// <summary>The message of a commit.</summary>
/// <param name="Subject">The first line.</param>
/// <param name="Body">The rest, in lines of at most 72 characters.</param>
internal sealed record CommitText(string Subject, string Body)
{
    private const int Width = 72;

    /// <summary>That of copies that lacked something before.</summary>
    public static CommitText Copies { get; } = new(
        "mm: bring copies of the VMA flags up to date",
        Wrapped(["Copies of what include/linux/mm.h and fs/proc/task_mmu.c say had fallen behind. Say there what they say."]));

    /// <summary>That of flags which come, go or change.</summary>
    public static CommitText Flags(PatchGoal goal, IReadOnlySet<string> added, IReadOnlyList<Flag> changed, IReadOnlyList<string> gone)
    {
        if (changed.Count == 0 && gone.Count == 0)
        {
            return new("mm: change masks of VMA flags", Wrapped(["Traits of flags change, and with them the masks that list the flags with each."]));
        }

        var verb = gone.Count == 0 && changed.All(f => added.Contains(f.Name)) ? "add" : changed.Count == 0 ? "remove" : "change";
        return new CommitText(
            Line(goal, "mm: " + verb, changed.Select(f => f.Name).Concat(gone), ""),
            Wrapped([.. changed.Select(f => Said(goal, f)), .. gone.Select(f => $"{goal.WordOf(f)} goes.")]));
    }

    /// <summary>That of flags which a merge begins or ceases to keep.</summary>
    public static CommitText Sticky(PatchGoal goal, IReadOnlyList<string> more, IReadOnlyList<string> less) => more.Count > 0
        ? new(Line(goal, "mm: make", more, " sticky"), Wrapped([.. more.Select(f =>
            $"A VMA that is merged with one that has {goal.WordOf(f)} has it afterwards, and a difference in it keeps no two VMAs from merging.")]))
        : new(Line(goal, "mm: no longer make", less, " sticky"), Wrapped([.. less.Select(f =>
            $"VMAs that differ in {goal.WordOf(f)} no longer merge.")]));

    /// <summary>That of the tests.</summary>
    public static CommitText Tests(PatchGoal goal, IReadOnlyList<string> more) => new(
        Line(goal, "tools/testing/vma: test stickiness of", more, ""),
        Wrapped(["The flag is on one of two VMAs that merge, on the left one and on the right one, and the merged VMA has it each time."]));

    private static string Line(PatchGoal goal, string before, IEnumerable<string> flags, string behind) => flags.Select(goal.WordOf).Distinct().ToList() switch
    {
        [var one] => $"{before} {one}{behind}",
        [var one, var two] => $"{before} {one} and {two}{behind}",
        _ => $"{before} VMA flags{behind}",
    };

    private static string Said(PatchGoal goal, Flag flag)
    {
        var shown = goal.Kernels.Select(k => k.Flags.GetValueOrDefault(flag.Name)).FirstOrDefault(f => f?.Bit is not null);
        var text = $"{goal.WordOf(flag.Name)}: {flag.Summary}" + (flag.Cause is { } cause ? $" Its cause: {cause}." : "");
        return text + (shown?.Smaps is { Length: > 0 } smaps ? $" smaps shows it as \"{smaps}\"." : "");
    }

    private static string Wrapped(IEnumerable<string> paragraphs) => string.Join("\n\n", paragraphs.Select(paragraph =>
    {
        var lines = new List<string> { "" };
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > Width)
            {
                lines.Add("");
            }

            lines[^1] += (lines[^1].Length > 0 ? " " : "") + word;
        }

        return string.Join('\n', lines);
    }));
}
