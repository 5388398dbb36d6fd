using System.Globalization;

namespace KernelFlags.Definitions;

/// <summary>A profile, and where it stands.</summary>
internal sealed record BoundProfile(Profile Profile, MappingReader At);

/// <summary>A capability, and where it stands.</summary>
internal sealed record BoundCapability(Capability Capability, MappingReader At, bool IsSound);

/// <summary>Reads the entries of profiles and capabilities.</summary>
internal static class ProfileBinder
{
    /// <summary>Reads an entry under <c>profiles</c>.</summary>
    /// <returns>The profile; null for one without a name or kernel.</returns>
    public static BoundProfile? Bind(Cursor at, BindContext context)
    {
        if (MappingReader.Open(at, Shape.Profile, context) is not { } entry)
        {
            return null;
        }

        var name = Scalars.Label(entry["name"], "the name of a profile", context);
        var kernel = Scalars.Version(entry["kernel"], "kernel", context);
        var arch = Scalars.Name(entry["arch"], "an architecture", context);
        var config = ReadConfig(entry["config"], context);
        var extras = ReadExtras(entry["extras"], context);
        var summary = Scalars.Sentence(entry["summary"], "summary", context) ?? "";
        return name is null || kernel is null || arch is null || !context.IsArchitecture(entry["arch"]!.Here, arch)
            ? null
            : new BoundProfile(new Profile(name, kernel, arch, config, extras, summary), entry);
    }

    /// <summary>Reads an entry under <c>capabilities</c>.</summary>
    /// <returns>The capability; null for one without a name.</returns>
    public static BoundCapability? BindCapability(Cursor at, BindContext context)
    {
        var before = context.Problems.Doubts;
        if (MappingReader.Open(at, Shape.Capability, context) is not { } entry)
        {
            return null;
        }

        var name = Scalars.Label(entry["name"], "the name of a capability", context);
        var exists = ConditionReader.ReadCase(entry, context);
        var summary = Scalars.Sentence(entry["summary"], "summary", context) ?? "";
        return name is null ? null : new BoundCapability(new Capability(name, exists, summary), entry, context.Problems.Doubts == before);
    }

    private static EquatableArray<string>? ReadConfig(Cursor? at, BindContext context)
    {
        if (at is null)
        {
            return null;
        }

        var config = new List<string>();
        foreach (var item in Scalars.Items(at, "config", context))
        {
            if (item.Text is not { Length: > 0 } text)
            {
                Scalars.ReportType(item, "an option", "NAME or NAME=VALUE", context);
                continue;
            }

            var equals = text.IndexOf('=');
            var name = equals < 0 ? text : text.Substring(0, equals);
            var value = equals < 0 ? "y" : text.Substring(equals + 1);
            if (!IsValue(value))
            {
                context.Problems.Report(
                    item.Part(equals + 1, value.Length),
                    ProblemRules.WrongType,
                    "the value of '" + name + "'",
                    "y, m or a number",
                    "'" + value + "'");
            }
            else if (context.IsOption(item.Part(0, name.Length), name))
            {
                config.Add(text);
            }
        }

        return config.ToEquatableArray();
    }

    private static bool IsValue(string value) =>
        value is "y" or "m" or "n" || int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static EquatableArray<ProfileExtras> ReadExtras(Cursor? at, BindContext context)
    {
        var extras = new List<ProfileExtras>();
        if (at is null)
        {
            return default;
        }

        if (at.Node is not Node.Mapping)
        {
            Scalars.ReportType(at, "'extras'", "a mapping of versions to names", context);
            return default;
        }

        var seen = new HashSet<KernelVersion>();
        foreach (var entry in at.Entries())
        {
            if (!KernelVersion.TryParse(entry.Key, out var version))
            {
                context.Problems.Report(entry.Value.Key, ProblemRules.BadVersion, entry.Key);
                continue;
            }

            if (!seen.Add(version))
            {
                context.Problems.Report(entry.Value.Key, ProblemRules.DuplicateKey, entry.Key);
                continue;
            }

            var names = Scalars.Items(entry.Value, "extras", context)
                .Select(item => Scalars.Label(item, "a flag, mask or capability", context))
                .OfType<string>()
                .ToEquatableArray();
            extras.Add(new ProfileExtras(version, names));
        }

        return extras.ToEquatableArray();
    }
}
