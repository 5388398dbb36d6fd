namespace KernelFlags.Cli.Tests.Maps;

/// <summary>The saved smaps files of the folder <c>Examples</c>, made by its <c>make.sh</c>, and calls on them.</summary>
internal static class MapsExample
{
    /// <summary>The kernel that they were saved on.</summary>
    private const string Profile = "linux-6.18.44-x86_64";

    /// <summary>The path of an example from the root of the repository.</summary>
    public static string PathOf(string name) => $"tests/KernelFlags.Cli.Tests/Maps/Examples/{name}.smaps.gz";

    /// <summary>Runs <c>kflags maps</c> on an example.</summary>
    public static Task<Call> RunAsync(string name, params string[] options) => Kflags.RunAsync(["maps", PathOf(name), "--profile", Profile, .. options]);

    /// <summary>Runs it on a text, from a folder that holds it as <c>saved.smaps</c>.</summary>
    public static async Task<Call> RunOnTextAsync(string text, params string[] options)
    {
        using var folder = new ScratchFolder().With("saved.smaps", text);
        return await Kflags.RunInAsync(folder.Path, "", ["maps", "saved.smaps", "--profile", Profile, .. options]);
    }
}
