using System.Text;
using System.Text.RegularExpressions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Import;

/// <summary>An option that definitions don't know yet, as a tree's Kconfig files describe it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Archs">The architectures that have it; null for all.</param>
/// <param name="When">What it depends on, as far as definitions know the options in it; null for nothing.</param>
public sealed partial record ImportedOption(string Name, IReadOnlyList<string>? Archs, string? When)
{
    /// <summary>Reads how an option is described.</summary>
    /// <param name="name">The option.</param>
    /// <param name="model">The definitions, which know other options.</param>
    /// <param name="reader">The tree.</param>
    /// <param name="archs">The architectures that the tree has.</param>
    /// <exception cref="HeaderException">A file can't be read.</exception>
    internal static ImportedOption Read(string name, DefinitionModel model, TreeReader reader, IReadOnlyList<string> archs)
    {
        var known = model.Options.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        var entries = archs.Select(a => (Arch: a, Entry: reader.Selection(a).Find(name).FirstOrDefault())).ToList();
        var there = entries.Where(e => e.Entry is not null).ToList();
        var terms = there
            .SelectMany(e => e.Entry!.DependsOn)
            .SelectMany(d => d.Split("&&", StringSplitOptions.TrimEntries))
            .Where(t => SimpleTerm().IsMatch(t) && OptionName().Matches(t).All(m => known.Contains(m.Value)))
            .Distinct();
        return new ImportedOption(
            name,
            there.Count == 0 || there.Count == entries.Count ? null : [.. there.Select(e => e.Arch)],
            string.Join(" && ", terms) is { Length: > 0 } when ? when : null);
    }

    /// <summary>Options, as the content of a file.</summary>
    /// <param name="options">The options.</param>
    /// <param name="since">The first version that has them; null for all.</param>
    /// <returns>The text.</returns>
    public static string Text(IEnumerable<ImportedOption> options, VersionPoint? since)
    {
        var text = new StringBuilder("options:\n");
        foreach (var option in options)
        {
            text.Append("- name: ").Append(option.Name).Append('\n');
            text.Append(option.Archs is { } archs ? $"  arch: [{string.Join(", ", archs)}]\n" : "");
            text.Append(since is null ? "" : $"  since: \"{since}\"\n");
            text.Append(option.When is { } when ? $"  when: {(when[0] is '!' or '(' ? $"\"{when}\"" : when)}\n" : "");
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^[\w\s|!()]+$")]
    private static partial Regex SimpleTerm();

    [GeneratedRegex(@"\w+")]
    private static partial Regex OptionName();
}
