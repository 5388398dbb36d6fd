namespace KernelFlags.Rendering.Tests;

/// <summary>A generated file that stands in the repository, because the command line can't be built without.</summary>
internal static class CommittedFile
{
    /// <summary>Holds a file against what is rendered; with KFLAGS_ACCEPT=1 it is written.</summary>
    /// <param name="path">Its path from the root.</param>
    /// <param name="text">What is rendered.</param>
    public static void Holds(string path, string text)
    {
        var committed = Repository.Find(path);
        if (Environment.GetEnvironmentVariable("KFLAGS_ACCEPT") == "1")
        {
            File.WriteAllText(committed, text);
        }

        Assert.Equal(File.ReadAllText(committed), text);
    }
}
