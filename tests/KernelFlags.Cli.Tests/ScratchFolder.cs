namespace KernelFlags.Cli.Tests;

/// <summary>A folder that lives as long as a test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>Makes a folder.</summary>
    /// <param name="isInMemory">Whether it is for files that are written over and over: no disk is asked where the system has another place.</param>
    public ScratchFolder(bool isInMemory = false) => Path = isInMemory && Directory.Exists(Memory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"kflags-test-{Guid.NewGuid():N}")).FullName
        : Directory.CreateTempSubdirectory("kflags-test-").FullName;

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>A path in it.</summary>
    public string this[string relativePath] => System.IO.Path.Combine(Path, relativePath);

    /// <summary>The text of a file.</summary>
    public string Read(string relativePath) => File.ReadAllText(this[relativePath]);

    /// <summary>Writes a file.</summary>
    public ScratchFolder With(string relativePath, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[relativePath])!);
        File.WriteAllText(this[relativePath], text);
        return this;
    }

    /// <summary>Copies the definitions of the repository into it.</summary>
    public ScratchFolder WithDefinitions(string relativePath = "definitions")
    {
        var source = System.IO.Path.Combine(Repository.Root, "definitions");
        foreach (var file in Directory.EnumerateFiles(source, "*.yaml", SearchOption.AllDirectories))
        {
            With(System.IO.Path.Combine(relativePath, System.IO.Path.GetRelativePath(source, file)), File.ReadAllText(file));
        }

        return this;
    }

    /// <summary>Changes a text of a file, which must be there once.</summary>
    public ScratchFolder Edit(string relativePath, string before, string after)
    {
        var text = File.ReadAllText(this[relativePath]);
        Assert.Equal(2, text.Split(before).Length);
        return With(relativePath, text.Replace(before, after, StringComparison.Ordinal));
    }

    /// <summary>The files in it, in ordinal order.</summary>
    public IReadOnlyList<string> Files() =>
    [
        .. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Path, file))
            .Order(StringComparer.Ordinal),
    ];
}
