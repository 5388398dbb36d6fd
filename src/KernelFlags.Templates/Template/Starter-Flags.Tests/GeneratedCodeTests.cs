using System.Reflection;

namespace Starter_Flags.Tests;

/// <summary>
/// The generated code is what it was when somebody last looked at it. After a change of the definitions run the tests once with ACCEPT=1 in the
/// environment: the difference of the snapshot is what the change means.
/// </summary>
public sealed class GeneratedCodeTests
{
    private static readonly string Snapshot = Setting("Snapshot");

    [Fact]
    public void Code_IsThatOfTheSnapshot()
    {
        var files = Directory.EnumerateFiles(Setting("Generated"), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        var code = string.Join("\n", files.Select(File.ReadAllText));
        if (Environment.GetEnvironmentVariable("ACCEPT") == "1")
        {
            File.WriteAllText(Snapshot, code);
        }

        Assert.Equal(File.ReadAllText(Snapshot), code);
    }

    private static string Setting(string name) =>
        typeof(GeneratedCodeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;
}
