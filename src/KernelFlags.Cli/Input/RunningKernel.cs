using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Linux;

namespace KernelFlags.Cli.Input;

/// <summary>The kernel that this process runs on, as the definitions describe it.</summary>
internal static class RunningKernel
{
    private const string ReleaseFile = "/proc/sys/kernel/osrelease";

    /// <summary>Chooses it: a profile of just this version that says what it carries early, else the version with the options that it was
    /// built with, where it tells.</summary>
    /// <param name="terminal">Where notes go.</param>
    /// <param name="withAllOptions">Whether it is to have every option: what it says may come from another machine with this kernel.</param>
    /// <param name="named">What the call says instead; a version that it names is another kernel, of which nothing here is known.</param>
    public static KernelProfile Of(DefinitionModel model, Terminal terminal, bool withAllOptions, NamedKernel? named = null)
    {
        named ??= NamedKernel.Nothing;
        if (named is { Version: { } chosen })
        {
            return named.Resolve(model, chosen, LinuxKernel.RunningArchitecture);
        }

        var release = Release()
            ?? throw new UnusableException($"this system does not tell which Linux it runs ({ReleaseFile}); name one with --kernel");
        var version = Version(model, terminal, release);
        var arch = KernelChoice.CheckArch(model, version, named.Arch ?? LinuxKernel.RunningArchitecture);
        return model.Profiles.FirstOrDefault(profile => profile.Kernel == version && profile.Arch == arch && !profile.Extras.IsEmpty) is { } profile
            ? KernelSelector.Of(model, profile with { Config = named.Config ?? (withAllOptions ? null : profile.Config) })
            : named.Resolve(model, version, arch, (_, _) => withAllOptions || arch != LinuxKernel.RunningArchitecture ? null : Config(model, terminal, release));
    }

    private static KernelVersion Version(DefinitionModel model, Terminal terminal, string release)
    {
        if (!KernelVersion.TryParse(release, out var version, allowSuffix: true))
        {
            throw new UnusableException($"the running kernel calls itself '{release}', which is no version; name one with --kernel");
        }

        if (version < model.Oldest)
        {
            terminal.Error.WriteLine($"note: kernel {version} is not described; flags are read as those of {model.Oldest}, the oldest that is");
            return model.Oldest;
        }

        return KernelChoice.CheckVersion(model, version, terminal.Error);
    }

    /// <summary>What it calls itself.</summary>
    /// <returns>As <c>uname -r</c> says it; null where the system does not tell.</returns>
    public static string? Release() => File.Exists(ReleaseFile) ? File.ReadAllText(ReleaseFile).Trim() : null;

    private static EquatableArray<string>? Config(DefinitionModel model, Terminal terminal, string release)
    {
        string[] files = ["/proc/config.gz", $"/boot/config-{release}"];
        var known = model.Options.Select(option => option.Name).ToHashSet(StringComparer.Ordinal);
        return files.FirstOrDefault(File.Exists) is { } path ? KernelConfig.OfFile(path, KernelConfig.ReadText(path, terminal), known) : null;
    }
}
