using System.Text.RegularExpressions;
using KernelFlags.Live.Headers;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees;

/// <summary>The options that a Kconfig file has.</summary>
public sealed partial class KconfigSource
{
    /// <summary>The file that has the options of memory management.</summary>
    public const string Memory = "mm/Kconfig";

    private KconfigSource(SourceText source)
    {
        Source = source;
        Entries = [.. Enumerable.Range(1, source.LineCount).Where(n => Start().IsMatch(source.Line(n))).Select(EntryAt)];
    }

    /// <summary>The file.</summary>
    public SourceText Source { get; }

    /// <summary>The options, in the file's order. One may have several entries.</summary>
    public IReadOnlyList<KconfigEntry> Entries { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="source">The file.</param>
    /// <returns>Its options.</returns>
    public static KconfigSource Parse(SourceText source) => new(source);

    /// <summary>Reads a file of a tree.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="path">The file's path in it.</param>
    /// <returns>Its options; null where the tree has no such file.</returns>
    /// <exception cref="HeaderException">It can't be read, or is no file of the tree.</exception>
    public static KconfigSource? Read(string tree, string path) => SourceText.Read(tree, path) is { } source ? new KconfigSource(source) : null;

    /// <summary>Reads the files of memory management and of every architecture that the tree has.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <returns>The files, that of memory management first.</returns>
    /// <exception cref="HeaderException">One can't be read, or is no file of the tree.</exception>
    public static IReadOnlyList<KconfigSource> ReadAll(string tree)
    {
        var arch = System.IO.Path.Combine(tree, "arch");
        var folders = Directory.Exists(arch) ? Directory.EnumerateDirectories(arch).Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        return [.. folders.Select(f => $"arch/{System.IO.Path.GetFileName(f)}/Kconfig").Prepend(Memory).Select(p => Read(tree, p)).OfType<KconfigSource>()];
    }

    /// <summary>An entry ends before the next line that is not indented, and before the blank lines and comments above that.</summary>
    private KconfigEntry EntryAt(int first)
    {
        var last = first;
        for (var number = first + 1; number <= Source.LineCount && !Outside().IsMatch(Source.Line(number)); number++)
        {
            last = Source.Line(number) is var line && !string.IsNullOrWhiteSpace(line) ? number : last;
        }

        var attributes = Enumerable.Range(first + 1, last - first).Select(Source.Line).TakeWhile(l => !Help().IsMatch(l)).ToList();
        return new KconfigEntry(
            Start().Match(Source.Line(first)).Groups["name"].Value,
            [.. attributes.Select(l => Depends().Match(l)).Where(m => m.Success).Select(m => m.Groups["on"].Value)],
            attributes.Select(l => Type().Match(l)).FirstOrDefault(m => m.Success)?.Value.Trim(),
            Source.Path,
            first,
            last)
        {
            Selects = [.. attributes.Select(l => Select().Match(l)).Where(m => m.Success)
                .Select(m => new KconfigSelect(m.Groups["name"].Value, m.Groups["if"].Success ? m.Groups["if"].Value : null))],
            HasPrompt = attributes.Exists(l => Prompt().IsMatch(l)),
            HasDefault = attributes.Exists(l => Default().IsMatch(l)),
        };
    }

    [GeneratedRegex(@"^(?:menu)?config\s+(?<name>\w+)\s*$")]
    private static partial Regex Start();

    [GeneratedRegex(@"^\S")]
    private static partial Regex Outside();

    [GeneratedRegex(@"^\s+(?:---)?help(?:---)?\s*$")]
    private static partial Regex Help();

    [GeneratedRegex(@"^\s+depends\s+on\s+(?<on>.*?)\s*$")]
    private static partial Regex Depends();

    [GeneratedRegex(@"^\s+select\s+(?<name>\w+)(?:\s+if\s+(?<if>.*?))?\s*$")]
    private static partial Regex Select();

    [GeneratedRegex(@"^\s+(?:prompt|bool|tristate|int|hex|string)\s+[""']")]
    private static partial Regex Prompt();

    [GeneratedRegex(@"^\s+(?:def_bool|def_tristate|default)\s+(?!n\s*$)")]
    private static partial Regex Default();

    [GeneratedRegex(@"^\s+(?:def_bool|def_tristate|bool|tristate|int|hex|string)\b.*$")]
    private static partial Regex Type();
}

/// <summary>An option in a Kconfig file.</summary>
/// <param name="Name">Its name, without <c>CONFIG_</c>.</param>
/// <param name="DependsOn">What it depends on, a line each.</param>
/// <param name="Type">The line that says its type, such as <c>bool</c> or <c>def_bool y</c>, with its prompt; null where it has none here.</param>
/// <param name="Path">The file.</param>
/// <param name="First">The line that it begins with, from 1.</param>
/// <param name="Last">The last line of it, what follows it left out.</param>
public sealed record KconfigEntry(string Name, IReadOnlyList<string> DependsOn, string? Type, string Path, int First, int Last)
{
    /// <summary>The options that it sets.</summary>
    public IReadOnlyList<KconfigSelect> Selects { get; init; } = [];

    /// <summary>Whether a user is asked for it.</summary>
    public bool HasPrompt { get; init; }

    /// <summary>Whether it is set without being asked for or selected.</summary>
    public bool HasDefault { get; init; }
}

/// <summary>An option that another sets.</summary>
/// <param name="Option">Its name, without <c>CONFIG_</c>.</param>
/// <param name="If">The condition for it; null for none.</param>
public sealed record KconfigSelect(string Option, string? If);
