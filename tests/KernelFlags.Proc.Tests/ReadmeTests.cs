using System.Globalization;
using VmaFlags = KernelFlags.Linux.Linux73.VmaFlags;

namespace KernelFlags.Proc.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void Example_Runs()
    {
        var readme = File.ReadAllText(Repository.Find("src/KernelFlags.Proc/README.md"));
        var own = File.ReadAllLines(Repository.Find("tests/KernelFlags.Proc.Tests/ReadmeTests.cs")).Select(line => line.Trim().Replace("writer", "Console.Out", StringComparison.Ordinal)).ToList();
        Assert.All(
            readme.Split("```csharp\n")[1].Split("```")[0].Split('\n').Where(line => line.Length > 0 && !line.StartsWith("using", StringComparison.Ordinal)),
            line => Assert.Contains(line.Trim().Replace("Console.WriteLine(", "Console.Out.WriteLine(", StringComparison.Ordinal), own));

        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var vma in Smaps.Read(Environment.ProcessId))
        {
            writer.WriteLine($"{vma.Start:x}-{vma.End:x} {vma.Perm} {vma.Rss >> 10} KiB {vma.Backing.Path} {vma.VmFlags}");
        }

        var space = ProcessImage.Read<VmaFlags>(Environment.ProcessId).Space;
        space.WriteMaps(writer);
        Assert.Contains("KiB [stack] rd wr", writer.ToString(), StringComparison.Ordinal);
        Assert.Contains("[vdso]\n", writer.ToString(), StringComparison.Ordinal);
    }
}
