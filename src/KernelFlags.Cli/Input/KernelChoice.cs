using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Cli.Input;

/// <summary>Finds a kernel by what a user wrote, and says what would be right where there is none.</summary>
internal static class KernelChoice
{
    /// <summary>What compilers, distributions and <c>uname -m</c> call architectures, and what the kernel calls them.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["aarch64"] = "arm64",
        ["amd64"] = "x86_64",
        ["x86"] = "i386",
        ["x64"] = "x86_64",
        ["i486"] = "i386",
        ["i586"] = "i386",
        ["i686"] = "i386",
        ["armhf"] = "arm",
        ["armv7l"] = "arm",
        ["ppc64le"] = "ppc64",
        ["ppc64el"] = "ppc64",
        ["powerpc"] = "ppc32",
        ["powerpc64"] = "ppc64",
        ["s390x"] = "s390",
        ["riscv"] = "riscv64",
        ["sparc"] = "sparc64",
        ["mips"] = "mips64",
        ["hppa"] = "parisc",
        ["loongarch"] = "loongarch64",
    };

    /// <summary>The kernel of a profile.</summary>
    /// <param name="name">The profile's name.</param>
    public static KernelProfile OfProfile(DefinitionModel model, string name)
    {
        var names = model.Profiles.Select(profile => profile.Name).ToList();
        return model.FindProfile(name) is { } profile
            ? KernelSelector.Of(model, profile)
            : throw new UnusableException(names.Count == 0
                ? $"there is no profile '{name}', nor any other; choose a kernel with --kernel and --arch"
                : $"there is no profile '{name}'{Names.Hint(name, names)}");
    }

    /// <summary>Reads a kernel version. One after the newest that is described is taken as the newest, and a note says so.</summary>
    /// <param name="text">The text, as uname -r says it.</param>
    /// <param name="notes">Where the note goes.</param>
    /// <returns>A version that is not older than the oldest that is described.</returns>
    public static KernelVersion ParseVersion(DefinitionModel model, string text, TextWriter notes)
    {
        if (!KernelSelector.TryParse(model, text, out var version))
        {
            throw new UnusableException($"'{text}' is no kernel version; write MAJOR.MINOR[.PATCH], such as {model.Newest}");
        }

        return CheckVersion(model, version, notes);
    }

    /// <summary>Checks that a kernel is described. One after the newest that is described is taken as the newest, and a note says so.</summary>
    /// <param name="notes">Where the note goes.</param>
    public static KernelVersion CheckVersion(DefinitionModel model, KernelVersion version, TextWriter notes)
    {
        if (version < model.Oldest)
        {
            throw new UnusableException($"kernel {version} is not described; {model.Oldest} is the oldest that is");
        }

        if (KernelSelector.IsAfterNewest(model, version))
        {
            notes.WriteLine($"note: kernel {version} is not described; it is taken as {model.Latest}, the newest that is");
        }

        return version;
    }

    /// <summary>Says where a kernel of just this version is known to carry early what the version does not have.</summary>
    /// <param name="notes">Where the note goes.</param>
    public static void NoteProfile(DefinitionModel model, KernelProfile kernel, TextWriter notes)
    {
        if (kernel.Extras.IsEmpty
            && model.Profiles.FirstOrDefault(p => p.Kernel == kernel.Kernel && p.Arch == kernel.Arch && !p.Extras.IsEmpty) is { } profile)
        {
            notes.WriteLine(
                $"note: a kernel {profile.Kernel} is known that carries {string.Join(", ", profile.Extras.SelectMany(e => e.Names))} early; --profile {profile.Name} is that one");
        }
    }

    /// <summary>Checks that a kernel has an architecture.</summary>
    /// <param name="arch">The architecture's name.</param>
    public static string CheckArch(DefinitionModel model, KernelVersion version, string arch)
    {
        var names = KernelSelector.Architectures(model, KernelSelector.Described(model, version)).ToList();
        if (names.Contains(arch, StringComparer.Ordinal))
        {
            return arch;
        }

        throw new UnusableException(model.Architectures.Any(known => known.Name == arch)
            ? $"kernel {version} has no architecture '{arch}', which other versions have; it has {string.Join(", ", names)}"
            : OtherNames.TryGetValue(arch, out var known) && names.Contains(known, StringComparer.Ordinal)
                ? $"there is no architecture '{arch}'; did you mean '{known}'?"
            : $"there is no architecture '{arch}'{Names.Hint(arch, names)}");
    }
}
