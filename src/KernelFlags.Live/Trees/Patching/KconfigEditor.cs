using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Trees.Patching.Texts;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees.Patching;

/// <summary>The option that a flag comes with.</summary>
internal sealed class KconfigEditor(TreeCopy copy, PatchGoal goal)
{
    private const int HelpWidth = 70;

    /// <summary>The folders beside those of the architectures whose options mappings could depend on.</summary>
    private static readonly string[] Folders = ["mm", "arch", "init", "fs", "lib", "kernel"];

    /// <summary>The files that ask for options already.</summary>
    private static readonly string[] Asking = [HeaderSource.Header, TraceSource.Path, MnemonicSource.Path];

    /// <summary>Has the tree have the options that a flag's conditions ask for.</summary>
    public void Add(FlagShape shape)
    {
        foreach (var option in OptionsOf(shape.Where).Where(IsNew).ToList())
        {
            var source = copy.Read(KconfigSource.Memory) ?? throw new TreePatchException($"{copy.Tree}: no {KconfigSource.Memory}, where the option {option} belongs; nothing was changed");
            var entries = KconfigSource.Parse(source).Entries;
            if (entries.Count == 0)
            {
                throw new TreePatchException($"{KconfigSource.Memory}: no option, beside which {option} could stand; nothing was changed");
            }

            if (!entries.Any(e => e.Name == option))
            {
                copy.Write(KconfigSource.Memory, LineEdit.InsertAfter(source, entries[^1].Last, ["", .. Entry(option, shape)]));
            }
        }
    }

    /// <summary>Takes the options away that are there for a flag alone: those whose own text says so.</summary>
    public void Remove(string word)
    {
        if (copy.Read(KconfigSource.Memory) is not { } source)
        {
            return;
        }

        foreach (var entry in KconfigSource.Parse(source).Entries.Reverse())
        {
            var help = string.Join('\n', Enumerable.Range(entry.First, entry.Last - entry.First + 1).Select(source.Line));
            if (goal.Model.Options.All(o => o.Name != entry.Name) && help.Split(' ', '\n', '\t', '.', ',', ';').Contains(word))
            {
                source = new SourceText(source.Path, LineEdit.Remove(source, Enumerable.Range(entry.First - 1, entry.Last - entry.First + 2).ToHashSet()));
            }
        }

        copy.Write(KconfigSource.Memory, source.Text);
    }

    /// <summary>The options that a condition asks to be set.</summary>
    public static IEnumerable<string> OptionsOf(Condition condition) => condition switch
    {
        Condition.Option option => [option.Name],
        Condition.OptionAbove above => [above.Name],
        Condition.All all => all.Terms.SelectMany(OptionsOf),
        Condition.Any any => any.Terms.SelectMany(OptionsOf),
        _ => [],
    };

    /// <summary>
    /// An option that no configuration chooses comes from the architecture; one that the headers ask for already is somewhere in the tree,
    /// though not in those files.
    /// </summary>
    private bool IsNew(string option) => goal.Model.Options.All(o => o.Name != option || o.Always == Condition.Never)
        && !Headers.ArchOptions.All.Contains(option)
        && !KconfigFiles().Any(f => KconfigSource.Parse(f).Entries.Any(e => e.Name == option))
        && !Array.Exists(Asking, path => Headers.TreeFile.Read(copy.Tree, path)?.Contains($"CONFIG_{option}\n", StringComparison.Ordinal) == true);

    private IEnumerable<SourceText> KconfigFiles()
    {
        foreach (var folder in Folders.Concat(FoldersIn("arch")))
        {
            var full = Path.Combine(copy.Tree, folder);
            foreach (var file in Directory.Exists(full) ? Directory.EnumerateFiles(full, "Kconfig*").Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
            {
                if (copy.Read($"{folder}/{Path.GetFileName(file)}") is { } source)
                {
                    yield return source;
                }
            }
        }
    }

    private IEnumerable<string> FoldersIn(string folder) => Directory.Exists(Path.Combine(copy.Tree, folder))
        ? Directory.EnumerateDirectories(Path.Combine(copy.Tree, folder)).Order(StringComparer.Ordinal).Select(f => $"{folder}/{Path.GetFileName(f)}")
        : [];

    private IEnumerable<string> Entry(string option, FlagShape shape)
    {
        if (goal.Model.Options.FirstOrDefault(o => o.Name == option)?.Values.Any(v => v.Value != 1) == true)
        {
            throw new TreePatchException($"{KconfigSource.Memory}: {option} is a number, whose entry can't be written; add it by hand");
        }

        var flag = shape.Flag;
        var word = goal.WordOf(flag.Name);
        yield return $"config {option}";
        yield return $"\tbool \"{Prompt(option)}\"";
        foreach (var line in DependsOn(option, shape.Flag))
        {
            yield return $"\tdepends on {line}";
        }

        yield return "\thelp";
        string[] paragraphs =
        [
            flag.Summary,
            $"With this option a mapping can have the flag {word}. {(flag.Cause is { } cause ? $"How it gets it: {cause}." : "Without it no mapping has the flag.")}",
            "If unsure, say N.",
        ];
        for (var i = 0; i < paragraphs.Length; i++)
        {
            foreach (var line in (string[])[.. i > 0 ? [""] : Array.Empty<string>(), .. Wrapped(paragraphs[i])])
            {
                yield return line.Length == 0 ? "" : $"\t  {line}";
            }
        }
    }

    private static string Prompt(string option) => option.Split('_') is [var first, .. var rest]
        ? string.Join(' ', [first[..1] + first[1..].ToLowerInvariant(), .. rest.Select(w => w.ToLowerInvariant())]) + " for mappings" : option;

    /// <summary>Where the option can be set, and what the flag asks for beside it.</summary>
    private IReadOnlyList<string> DependsOn(string option, Flag flag)
    {
        var guard = new Guard(goal);
        var where = guard.Plain(new Condition.Any((goal.Model.Options.First(o => o.Name == option).Values.Select(v => v.When)).ToEquatableArray()));
        var asked = flag.When is Condition.All all ? all.Terms.Where(t => t is Condition.Option other && other.Name != option) : [];
        return [.. asked.Append(where).Where(c => c != Condition.Always).Select(Expression).Distinct()];
    }

    private static string Expression(Condition condition) =>
        Guard.Text(condition).Replace("defined(CONFIG_", "(", StringComparison.Ordinal) is var text
            ? System.Text.RegularExpressions.Regex.Replace(text, @"\((\w+)\)", "$1").Replace("CONFIG_", "", StringComparison.Ordinal) : "";

    private static List<string> Wrapped(string text)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > HelpWidth)
            {
                lines.Add("");
            }

            lines[^1] += (lines[^1].Length > 0 ? " " : "") + word;
        }

        return lines;
    }
}
