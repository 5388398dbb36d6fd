using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Definitions.Syntax;
using KernelFlags.Linux;
using KernelFlags.Native.Handles;

namespace KernelFlags.Native.Kernels;

/// <summary>A kernel, as a C program names it.</summary>
/// <param name="Kernel">A version, what <c>uname -r</c> says, or a profile's name.</param>
/// <param name="Arch">The architecture; null for that of the default profile.</param>
/// <param name="Config">The options that are set, <c>A,B,C=4</c>; null for all that the architecture can have.</param>
/// <param name="Overlay">A folder of definitions that lie over those of the library; null for none.</param>
internal sealed record KernelRequest(string Kernel, string? Arch, string? Config, string? Overlay)
{
    /// <summary>The definitions that it is about.</summary>
    /// <exception cref="RefusedException">The overlay can't be read, or is wrong.</exception>
    public DefinitionModel Model()
    {
        if (Overlay is null)
        {
            return LinuxDefinitions.Model;
        }

        var loaded = DefinitionLoader.Load([.. LinuxDefinitions.Files, .. ReadOverlay(Overlay)]);
        var errors = loaded.Problems.Where(problem => problem.Severity == Severity.Error).ToList();
        return errors.Count == 0 ? loaded.Model : throw new RefusedException(string.Join('\n', errors.Select(Line)));
    }

    /// <summary>The kernel.</summary>
    /// <param name="model">The definitions.</param>
    /// <exception cref="RefusedException">There is none of that name, or not on this architecture.</exception>
    public KernelProfile Select(DefinitionModel model)
    {
        if (model.FindProfile(Kernel) is { } profile)
        {
            return Arch is null && Config is null
                ? KernelSelector.Of(model, profile)
                : throw new RefusedException($"'{Kernel}' names a whole kernel; leave out arch and config, or name a version");
        }

        if (!KernelSelector.TryParse(model, Kernel, out var version))
        {
            throw new RefusedException(
                $"'{Kernel}' is neither a kernel version, such as {model.Newest}, nor a profile{Hint(Kernel, [.. model.Profiles.Select(known => known.Name)])}");
        }

        if (version < model.Oldest || KernelSelector.IsAfterNewest(model, version))
        {
            throw new RefusedException($"kernel {version} is not described; {model.Oldest} to {model.Latest} are");
        }

        var arch = Arch ?? model.FindDefaultProfile()?.Arch ?? model.Architectures[0].Name;
        var names = KernelSelector.Architectures(model, version).ToList();
        if (!names.Contains(arch, StringComparer.Ordinal))
        {
            throw new RefusedException($"kernel {version} has no architecture '{arch}'{Hint(arch, names)}");
        }

        return Config is null && OfRelease(model, version, arch) is { } known
            ? KernelSelector.Of(model, known)
            : KernelSelector.Of(model, version, arch, Config is null ? null : Options(Config));
    }

    /// <summary>The profile of a kernel that is known to carry flags early, where a release of somebody's is named, as against the version of that number.</summary>
    private Profile? OfRelease(DefinitionModel model, KernelVersion version, string arch) => Kernel.Contains('-', StringComparison.Ordinal)
        ? model.Profiles.FirstOrDefault(profile => profile.Kernel == version && profile.Arch == arch && !profile.Extras.IsEmpty)
        : null;

    private static EquatableArray<string> Options(string config)
    {
        var options = config.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return options.FirstOrDefault(option => !IsOption(option)) is { } wrong
            ? throw new RefusedException($"'{wrong}' is no option; write NAME, NAME=y, NAME=n or NAME=NUMBER, separated by commas")
            : options.Where(option => !option.EndsWith("=n", StringComparison.Ordinal))
                .Select(option => option.EndsWith("=y", StringComparison.Ordinal) ? option[..^2] : option)
                .ToEquatableArray();
    }

    private static bool IsOption(string text)
    {
        var name = text.Split('=', 2);
        return name[0].Length > 0 && name[0].All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            && (name.Length == 1 || name[1] is "y" or "m" or "n" || (name[1].Length > 0 && name[1].All(char.IsAsciiHexDigit)));
    }

    private static List<DefinitionFile> ReadOverlay(string folder)
    {
        try
        {
            var files = Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
                .Select(path => (Full: path, Relative: Path.GetRelativePath(folder, path)))
                .Where(path => DefinitionFile.IsDefinition(path.Relative))
                .OrderBy(path => path.Relative, StringComparer.Ordinal)
                .Select(path => DefinitionFile.FromBytes(path.Full, path.Relative, ReadFile(path.Full)) with { Layer = 1 })
                .ToList();
            return files.Count > 0 ? files : throw new RefusedException($"{folder} holds no definitions: files below it that end in .yaml");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RefusedException($"the overlay {Failure.Unreadable(folder, exception)}", exception);
        }
    }

    private static byte[] ReadFile(string path)
    {
        using var stream = File.OpenRead(path);
        var bytes = new byte[Math.Min(stream.Length, DefinitionParser.MaxBytes + 1)];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string Line(Problem problem) =>
        FormattableString.Invariant($"{problem.Path}:{problem.Line}:{problem.Column}: error {problem.Id}: {problem.Message.ReplaceLineEndings(" ")}");

    private static string Hint(string name, List<string> valid) =>
        NearestName.Of(name, valid) is { } nearest ? $"; did you mean '{nearest}'?" : $"; there are {string.Join(", ", valid)}";
}
