namespace KernelFlags.Rendering.Tests;

/// <summary>A folder for the time of a test, with files of the targets in it.</summary>
internal sealed class OutputFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kflags-").FullName;

    public void Render(ResolvedTable table, params string[] targets)
    {
        foreach (var file in targets.SelectMany(target => Targets.Find(target)!.Render(table)))
        {
            Write(file.Path, file.Text);
        }
    }

    public void Write(string name, string text) => File.WriteAllText(System.IO.Path.Combine(Path, name), text);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
