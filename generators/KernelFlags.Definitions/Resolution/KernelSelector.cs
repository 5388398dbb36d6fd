using System.Globalization;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Definitions.Resolution;

/// <summary>Chooses the kernel that a table is resolved for.</summary>
public static class KernelSelector
{
    private const string OptionPrefix = "CONFIG_";

    /// <summary>What follows the number of a release that is still to come.</summary>
    private static readonly string[] EarlyReleases = ["-rc", "-next"];

    /// <summary>The kernel of a profile.</summary>
    /// <returns>The kernel.</returns>
    public static KernelProfile Of(DefinitionModel model, Profile profile) => new(
        profile.Name,
        profile.Kernel,
        profile.Arch,
        Sorted(profile.Config ?? AllOptions(model, profile.Kernel, profile.Arch)),
        profile.Extras)
    {
        Evidence = profile.Extras.IsEmpty ? ComparedKernels.Of(model, profile.Kernel, profile.Arch) : KernelEvidence.None,
        IsNamedByRelease = profile.Extras.IsEmpty && ComparedKernels.Newest(model, profile.Kernel) == profile.Kernel,
        Implied = Implied(model, profile.Kernel, profile.Arch),
        HasAllOptions = profile.Config is null,
    };

    /// <summary>A kernel of a version and an architecture. A version after the newest that is described is taken as the newest.</summary>
    /// <param name="config">
    /// The options that are set, <c>NAME</c> or <c>NAME=VALUE</c>; null for all that the architecture can have.
    /// </param>
    /// <returns>The kernel.</returns>
    public static KernelProfile Of(DefinitionModel model, KernelVersion version, string arch, EquatableArray<string>? config = null)
    {
        var isAfterNewest = IsAfterNewest(model, version);
        var known = Described(model, version);
        return new(
            string.Format(CultureInfo.InvariantCulture, "linux-{0}-{1}", known, arch),
            known,
            arch,
            Sorted(config ?? AllOptions(model, known, arch)),
            default)
        {
            Evidence = isAfterNewest ? new(EvidenceKind.Newer, null, null) : ComparedKernels.Of(model, known, arch),
            Implied = Implied(model, known, arch),
            HasAllOptions = config is null,
        };
    }

    /// <summary>The version that is meant by a text that a user or a kernel gives.</summary>
    /// <param name="text">
    /// The text, as <c>uname -r</c> says it. <c>MAJOR.MINOR</c> is the newest patch level of it that was compared, or the release itself
    /// where none was; what leads to a release (<c>-rc3</c>, <c>-next-20261101</c>) counts as that release.
    /// </param>
    /// <param name="version">The version, when it is one.</param>
    /// <returns>Whether <paramref name="text"/> is a version.</returns>
    public static bool TryParse(DefinitionModel model, string text, out KernelVersion version)
    {
        if (!KernelVersion.TryParse(text, out var read, allowSuffix: true))
        {
            version = read;
            return false;
        }

        version = IsWithoutPatch(text) ? ComparedKernels.Newest(model, read) : read;
        return true;
    }

    /// <summary>Whether a text names a release alone, and so stands for the newest patch level of it that was compared.</summary>
    /// <param name="text">The text, a version.</param>
    /// <returns>False when it has a patch level, or leads to a release.</returns>
    public static bool IsWithoutPatch(string text)
    {
        var suffix = text.IndexOfAny(['-', '+', ' ', '_', '~']);
        var numbers = suffix < 0 ? text : text.Substring(0, suffix);
        return numbers.Count(c => c == '.') == 1
            && !EarlyReleases.Any(early => text.Substring(numbers.Length).StartsWith(early, StringComparison.Ordinal));
    }

    /// <summary>The version as which one is described: itself, or the newest that there is something to say of.</summary>
    /// <returns>The version that is described.</returns>
    public static KernelVersion Described(DefinitionModel model, KernelVersion version) =>
        !IsAfterNewest(model, version) ? version
        : model.Latest > model.Newest ? model.Latest
        : ComparedKernels.Newest(model, model.Newest);

    /// <summary>
    /// Whether <paramref name="version"/> comes after the newest that is known or that a <c>since</c> names. Patch levels of that one do not.
    /// </summary>
    /// <returns>True when it does.</returns>
    public static bool IsAfterNewest(DefinitionModel model, KernelVersion version) =>
        version with { Patch = 0 } > model.Latest with { Patch = 0 };

    /// <summary>
    /// Profiles by how near their version is: those of its own release first, then those of older ones, the newest first, then the later
    /// ones, the oldest first. Within its release those that are not after <paramref name="version"/> come first, the newest of them first.
    /// </summary>
    /// <returns>The profiles, the nearest first.</returns>
    public static IEnumerable<Profile> ByNearness(IEnumerable<Profile> profiles, KernelVersion version)
    {
        var sorted = profiles.OrderBy(p => p.Kernel).ToList();
        var byVersion = sorted.Where(p => p.Kernel <= version).Reverse().Concat(sorted.Where(p => p.Kernel > version));
        return byVersion.OrderByDescending(p => p.Kernel.IsOfReleaseOf(version));
    }

    /// <summary>The architectures that a kernel has.</summary>
    /// <returns>Their names, in the order of the definition.</returns>
    public static IEnumerable<string> Architectures(DefinitionModel model, KernelVersion version)
    {
        var context = new KernelContext(version, "", new Dictionary<string, int>());
        return model.Architectures.Where(a => context.Holds(a.Exists)).Select(a => a.Name);
    }

    /// <summary>The options that change a table, all that an architecture can have.</summary>
    /// <returns>The options, <c>NAME</c> or <c>NAME=VALUE</c>.</returns>
    public static EquatableArray<string> AllOptions(DefinitionModel model, KernelVersion version, string arch)
    {
        var options = new Dictionary<string, int>(StringComparer.Ordinal);
        var context = new KernelContext(version, arch, options);
        foreach (var option in model.Options)
        {
            if (context.First(option.Values) is { } value)
            {
                options[option.Name] = value.Value;
            }
            else if (context.Holds(option.Always))
            {
                options[option.Name] = 1;
            }
        }

        return model.Options
            .Where(o => options.ContainsKey(o.Name))
            .Select(o => options[o.Name] == 1
                ? o.Name
                : string.Format(CultureInfo.InvariantCulture, "{0}={1}", o.Name, options[o.Name]))
            .ToEquatableArray();
    }

    private static EquatableArray<string> Implied(DefinitionModel model, KernelVersion version, string arch)
    {
        var context = new KernelContext(version, arch, new Dictionary<string, int>());
        return model.Options.Where(o => context.Holds(o.Always)).Select(o => o.Name).ToEquatableArray();
    }

    /// <summary>
    /// Reads options as <c>.config</c> and the command line write them: <c>NAME</c>, <c>NAME=y</c>, <c>NAME=4</c>; <c>n</c> is not set.
    /// Any option is taken, for a real configuration has thousands that no table depends on.
    /// </summary>
    internal static Dictionary<string, int> Parse(EquatableArray<string> config)
    {
        var options = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in config)
        {
            var equals = item.IndexOf('=');
            var name = (equals < 0 ? item : item.Substring(0, equals)).Trim();
            var value = equals < 0 ? "y" : item.Substring(equals + 1).Trim();
            name = name.StartsWith(OptionPrefix, StringComparison.Ordinal) ? name.Substring(OptionPrefix.Length) : name;
            if (value is not "n")
            {
                options[name] = ParseNumber(value) ?? 1;
            }
        }

        return options;
    }

    private static int? ParseNumber(string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : value.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(value.Substring(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number) ? number
        : null;

    private static EquatableArray<string> Sorted(EquatableArray<string> config) =>
        config.OrderBy(c => c, StringComparer.Ordinal).ToEquatableArray();
}
