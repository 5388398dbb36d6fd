using System.Text.RegularExpressions;

namespace KernelFlags.Cli.Tests.Pages;

/// <summary>A page of the documentation, as its readers see it: blocks of code, links and headings.</summary>
internal sealed partial class Page
{
    private static readonly string[] Skipped = ["bin", "obj", "artifacts", ".git", "node_modules", "target", "TestResults"];

    private Page(string path)
    {
        Path = path;
        var text = File.ReadAllText(Repository.Find(path));
        Blocks = [.. Fenced().Matches(text).Select(match => new CodeBlock(match.Groups["language"].Value, match.Groups["code"].Value))];
        var prose = Fenced().Replace(text, "");
        Links = [.. Link().Matches(InlineCode().Replace(prose, "")).Select(match => match.Groups[1].Value)];
        Anchors = [.. Heading().Matches(prose).Select(match => Anchor(match.Groups[1].Value))];
    }

    /// <summary>Every page of the checkout.</summary>
    public static IReadOnlyList<Page> All { get; } =
        [.. Files(Repository.Root).Select(path => new Page(System.IO.Path.GetRelativePath(Repository.Root, path))).OrderBy(page => page.Path, StringComparer.Ordinal)];

    /// <summary>Its path from the root of the checkout.</summary>
    public string Path { get; }

    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>Where it points to.</summary>
    public IReadOnlyList<string> Links { get; }

    /// <summary>What others can point to in it.</summary>
    public IReadOnlyList<string> Anchors { get; }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*.md").Concat(
        Directory.EnumerateDirectories(folder).Where(child => !Skipped.Contains(System.IO.Path.GetFileName(child))).SelectMany(Files));

    /// <summary>The name that a heading gets as a link: lower case, blanks to hyphens, other punctuation dropped.</summary>
    private static string Anchor(string heading) => Dropped().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"^ *```(?<language>[a-z]*)(,[a-z_]+)*\n(?<code>.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]")]
    private static partial Regex Dropped();
}

/// <summary>A block of code.</summary>
internal sealed record CodeBlock(string Language, string Code);
