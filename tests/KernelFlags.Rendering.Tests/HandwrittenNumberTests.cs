using System.Globalization;
using System.Text.RegularExpressions;
using KernelFlags.Rendering.CSharp;

namespace KernelFlags.Rendering.Tests;

/// <summary>The numbers of the words of system calls stand in the definitions, and in what is generated from them: nowhere else in C#.</summary>
public sealed class HandwrittenNumberTests
{
    private const string Number = @"(?<number>(?:0x[0-9a-fA-F_]+|\d[\d_]*)[uUlL]*(?:\s*<<\s*\d+)?)";

    private static readonly string[] Folders = ["src", "generators"];

    private const string Types = "Protection|MapFlags|Advice|RemapFlags|LockFlags|LockAllFlags|UffdFeatures|UffdMode";

    /// <summary>Each word, under its names in the kernel and in C#, with the number that most architectures have.</summary>
    private static readonly ILookup<string, ulong> Words = OwnTables.Words()
        .Where(table => table.Kernel.Arch == "x86_64")
        .SelectMany(table => table.Flags)
        .SelectMany(word => new[] { word.Name, CSharpNames.ToMember(word.Name) }, (word, name) => (name, word.Value.Low))
        .ToLookup(entry => entry.name, entry => entry.Low, StringComparer.Ordinal);

    private static readonly IReadOnlyList<Regex> Patterns = [.. PatternsOf(Repository.Model)];

    public static TheoryData<string> Places =>
    [
        "private const int GuardInstall = 102;",
        "private const ulong DontNeedAdvice = 4ul;",
        "    MayMove = 1,",
        "    WpAsync = 1 << 15,",
        "(\"GUARD_REMOVE\", 103)",
        "\"CURRENT\" => 1,",
        "[\"MAP_ANONYMOUS\"] = 0x20,",
        "(Advice)102",
        "memory.Madvise(start, end, (KernelFlags.Vma.Advice)25);",
        "const ulong SharedAtAddress = 0x10_0001; // MAP_SHARED | MAP_FIXED_NOREPLACE",
        "agent.Call(SystemCall.Madvise, start, PageSize, 102)",
        "agent.Call(SystemCall.Mmap, start, 4 * PageSize, 3, flags, fd)",
        "private const int MapHugeShift = 26;",
    ];

    [Fact]
    public void Sources_HoldNoNumberOfAWord()
    {
        var found = Sources()
            .SelectMany(path => Lines(File.ReadAllText(path)).Select(line => $"{Path.GetRelativePath(Repository.Root, path)}: {line}"))
            .ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Number_OfAWord_IsFound(string line) => Assert.Equal([line.Trim()], Lines(line));

    [Theory]
    [InlineData("private const int PageSize = 4096;")]
    [InlineData("private const int GuardInstall = (int)Advice.GuardInstall;")]
    [InlineData("(\"GUARD_INSTALL\", \"madvise with MADV_GUARD_INSTALL\")")]
    [InlineData("agent.Call(SystemCall.Madvise, start, PageSize, GuardInstall)")]
    [InlineData("const ulong SetVma = 0x53564d41; // PR_SET_VMA, with PR_SET_VMA_ANON_NAME, which is 0")]
    [InlineData("/// <summary>The flags of mmap(2) that are 32 bits wide: MAP_SHARED and others.</summary>")]
    public void Number_OfSomethingElse_IsNot(string line) => Assert.Empty(Lines(line));

    private static IEnumerable<string> Sources() => Folders
        .SelectMany(folder => Directory.EnumerateFiles(Repository.Find(folder), "*.cs", SearchOption.AllDirectories))
        .Where(path => !path.EndsWith(".g.cs", StringComparison.Ordinal)
            && !path.Contains("/obj/", StringComparison.Ordinal)
            && !path.Contains("/bin/", StringComparison.Ordinal));

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Where(line => Patterns.Any(pattern => pattern.Matches(line).Any(IsOfAWord))).Select(line => line.Trim());

    /// <summary>Whether what a pattern names has just that number; what it does not name is in a place where no number belongs.</summary>
    private static bool IsOfAWord(Match match) => !match.Groups["word"].Success || Words[match.Groups["word"].Value].Contains(Parse(match.Groups["number"].Value));

    private static ulong Parse(string number)
    {
        var parts = number.Replace("_", "", StringComparison.Ordinal).Split("<<", StringSplitOptions.TrimEntries);
        Assert.True(FlagBits.TryParse(parts[0].TrimEnd('u', 'U', 'l', 'L'), out var value), number);
        return parts.Length == 1 ? value.Low : value.Low << int.Parse(parts[1], CultureInfo.InvariantCulture);
    }

    private static IEnumerable<Regex> PatternsOf(DefinitionModel model)
    {
        var prefixes = string.Join('|', model.Tables.Where(table => table.IsWords).Select(table => table.Settings.Prefix));

        // What a word is called in C# may be part of a longer name; what is short is everybody's.
        const int LeastLength = 6;
        var names = string.Join('|', Words.Select(word => word.Key));
        var members = string.Join('|', Words.Select(word => word.Key).Where(name => name.Length >= LeastLength && name.Any(char.IsLower)));
        yield return new Regex($@"^\s*(?:\w+ )*const \w+ \w*?(?<word>{members})(?![a-z])\w* = {Number};");
        yield return new Regex($@"^\s*(?<word>{members}) = {Number},");
        yield return new Regex($@"""(?:{prefixes})?(?<word>{names})""(?:u8)?\]?\s*(?:,|=>|=)\s*{Number}\b");
        yield return new Regex($@"\((?:[\w.]+\.)?(?:{Types})\)\s*{Number}");
        yield return new Regex($@"\b{Number}; *// *(?:{prefixes})[A-Z]");
        yield return new Regex($@"SystemCall\.(?:Madvise|Mprotect|Mlock2),[^()]*, {Number}\)");
        yield return new Regex($@"SystemCall\.(?:Mmap|Mremap),[^,]*,[^,]*, {Number},");
    }
}
