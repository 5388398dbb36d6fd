namespace KernelFlags.Benchmarks.Measuring;

/// <summary>kflags, published ReadyToRun into a folder of its own.</summary>
internal static class PublishedTool
{
    /// <summary>What is needed of the checkout to build kflags.</summary>
    private static readonly string[] Sources = ["*.props", "global.json", ".editorconfig", "definitions", "generators", "src"];

    /// <summary>Publishes a copy of the sources: the checkout's own lock files and outputs stay as they are.</summary>
    /// <param name="folder">Where to.</param>
    /// <returns>The path of the program.</returns>
    /// <exception cref="UnusableException">It can't be published.</exception>
    public static string Publish(string folder)
    {
        var (source, output) = (Path.Combine(folder, "source"), Path.Combine(folder, "out"));
        var (_, files) = Programs.Run("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", .. Sources], Repository.Root);
        foreach (var file in files.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Repository.Find(file))))
        {
            Directory.CreateDirectory(Path.Combine(source, Path.GetDirectoryName(file)!));
            File.Copy(Repository.Find(file), Path.Combine(source, file));
        }

        var (exitCode, text) = Programs.Run(
            "dotnet", ["publish", Path.Combine(source, "src/KernelFlags.Cli"), "-c", "Release", "--use-current-runtime", "--no-self-contained", "-p:PublishReadyToRun=true", "-o", output], Repository.Root);
        return exitCode == 0 ? Path.Combine(output, "kflags") : throw new UnusableException($"kflags can't be published ReadyToRun: {text}");
    }
}
