using System.Text.RegularExpressions;

namespace KernelFlags.Cli.Tests;

/// <summary>The plan of the house, as far as it can be counted: rooms that can be looked over, types that can be read, names that can be found.</summary>
public sealed partial class HouseTests
{
    private const int MaxFilesInAFolder = 20;
    private const int MaxLinesOfAType = 600;
    private const int MaxLinesOfAFile = 400;

    /// <summary>A line for each kernel, which is a type.</summary>
    private const string OneLineEach = "src/KernelFlags.Linux/Kernels.cs";

    /// <summary>What an older framework lacks, under the names that the compiler asks for.</summary>
    private const string OfTheFramework = "generators/Polyfills.cs";

    public static TheoryData<string> Floors => ["src", "generators"];

    [Theory]
    [MemberData(nameof(Floors))]
    public void Folder_HoldsNoMoreFilesThanCanBeLookedOver(string floor) => Assert.Empty(Sources(floor)
        .GroupBy(file => Path.GetDirectoryName(file)!)
        .Where(folder => folder.Count() > MaxFilesInAFolder)
        .Select(folder => $"{folder.Key} has {folder.Count()} files"));

    [Theory]
    [MemberData(nameof(Floors))]
    public void Type_IsNoLongerThanCanBeRead(string floor) => Assert.Empty(Sources(floor)
        .Where(file => !IsGenerated(file))
        .SelectMany(Types)
        .GroupBy(type => type.Name, type => type.Lines)
        .Where(type => type.Sum() > MaxLinesOfAType)
        .Select(type => $"{type.Key} has {type.Sum()} lines in {type.Count()} files"));

    [Theory]
    [InlineData("src")]
    [InlineData("generators")]
    [InlineData("tests")]
    public void File_IsNoLongerThanCanBeRead(string floor) => Assert.DoesNotContain(
        Sources(floor), file => !IsGenerated(file) && File.ReadLines(Repository.Find(file)).Count() > MaxLinesOfAFile);

    [Theory]
    [InlineData("src")]
    [InlineData("generators")]
    [InlineData("tests")]
    public void Namespace_FollowsTheFolder(string floor) => Assert.DoesNotContain(
        Sources(floor),
        file => file != OfTheFramework && NamespaceOf(file) is { Length: > 0 } name && name != NamespaceOfFolder(file));

    [Theory]
    [MemberData(nameof(Floors))]
    public void File_IsNamedAfterAType(string floor) => Assert.DoesNotContain(
        Sources(floor),
        file => !IsGenerated(file) && file is not (OneLineEach or OfTheFramework) && Types(file).Select(type => type.Name.Split('.')[^1]).ToList() is { Count: > 0 } types
            && !types.Contains(Path.GetFileName(file).Split('.')[0]));

    [Fact]
    public void Package_WithAVersion_IsUsedByAProject()
    {
        string[] folders = ["src", "generators", "tests", "samples"];
        var projects = string.Concat(folders.SelectMany(folder => Directory.EnumerateFiles(Repository.Find(folder), "*", SearchOption.AllDirectories))
            .Append(Repository.Find("Directory.Build.targets"))
            .Where(file => Path.GetExtension(file) is ".csproj" or ".props" or ".targets" && !file.Contains("/obj/", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        Assert.All(
            PackageVersion().Matches(File.ReadAllText(Repository.Find("Directory.Packages.props"))),
            match => Assert.Contains($"Include=\"{match.Groups[1].Value}\"", projects, StringComparison.Ordinal));
    }

    [Fact]
    public void Types_OfAFile_AreCountedWithTheirLines()
    {
        using var folder = new ScratchFolder().With("A.cs", "namespace N;\n\n/// <summary>A.</summary>\npublic sealed class A\n{\n    private class B\n    {\n    }\n}\n\ninternal enum C\n{\n    D,\n}\n\nrecord E(\n    int F);\n");
        Assert.Equal([("N.A", 6), ("N.C", 4), ("N.E", 2)], Types(folder["A.cs"]));
    }

    /// <summary>The C# files of a floor, by their path from the root.</summary>
    private static IEnumerable<string> Sources(string floor) => Directory
        .EnumerateFiles(Repository.Find(floor), "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
        .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "Consumers" or "Template" or "Snapshots") && !file.Contains(".verified.", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static bool IsGenerated(string file) => file.EndsWith(".g.cs", StringComparison.Ordinal);

    private static string NamespaceOf(string file) => File.ReadLines(Repository.Find(file)).Select(line => Namespace().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value ?? "";

    /// <summary><c>src/KernelFlags.Cli/Maps/X.cs</c> is in <c>KernelFlags.Cli.Maps</c>, <c>tests/Shared/X.cs</c> in <c>KernelFlags.Tests.Shared</c>.</summary>
    private static string NamespaceOfFolder(string file)
    {
        var folders = file.Split('/')[1..^1];
        return (folders[0] == "Shared" ? "KernelFlags.Tests." : "") + string.Join('.', folders);
    }

    /// <summary>The types of a file that are in no other, each with its lines: with a namespace of the file they begin and end at the margin.</summary>
    private static IEnumerable<(string Name, int Lines)> Types(string file)
    {
        var name = NamespaceOf(file);
        var start = -1;
        var hasBody = false;
        var type = "";
        foreach (var (at, line) in File.ReadLines(Repository.Find(file)).Index())
        {
            if (Declaration().Match(line) is { Success: true } match)
            {
                (type, start, hasBody) = (match.Groups[1].Value, at, false);
            }

            hasBody |= line is "{";
            if (start >= 0 && (line is "}" || (!hasBody && line.EndsWith(';'))))
            {
                yield return ($"{name}.{type}", at - start + 1);
                start = -1;
            }
        }
    }

    [GeneratedRegex("<PackageVersion Include=\"([^\"]+)\"")]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|readonly|ref|partial|unsafe) )*(?:class|struct|record struct|record|interface|enum) (\w+)")]
    private static partial Regex Declaration();
}
