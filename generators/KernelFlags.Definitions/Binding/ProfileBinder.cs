using System.Globalization;
using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions.Binding;

/// <summary>Reads the entries of profiles and capabilities.</summary>
internal static class ProfileBinder
{
    /// <summary>Reads an entry under <c>profiles</c>.</summary>
    /// <returns>The profile; null for one without a name or kernel.</returns>
    public static BoundProfile? Bind(Cursor at)
    {
        if (MappingReader.Open(at, Shape.Profile) is not { } entry)
        {
            return null;
        }

        var name = Scalars.Label(entry["name"], "the name of a profile");
        var kernel = Scalars.Version(entry["kernel"], "kernel");
        var arch = Scalars.Name(entry["arch"], "an architecture");
        var config = ReadConfig(entry["config"]);
        var extras = ReadExtras(entry["extras"]);
        var summary = Scalars.Sentence(entry["summary"], "summary") ?? "";
        return name is null || kernel is null || arch is null || !at.Context.IsArchitecture(entry["arch"]!.Here, arch)
            ? null
            : new BoundProfile(new Profile(name, kernel, arch, config, extras, summary), entry);
    }

    /// <summary>Reads an entry under <c>capabilities</c>.</summary>
    /// <returns>The capability; null for one without a name.</returns>
    public static BoundCapability? BindCapability(Cursor at)
    {
        var before = at.Context.Problems.Doubts;
        if (MappingReader.Open(at, Shape.Capability) is not { } entry)
        {
            return null;
        }

        var name = Scalars.Label(entry["name"], "the name of a capability");
        var exists = ConditionReader.ReadCase(entry);
        var summary = Scalars.Sentence(entry["summary"], "summary") ?? "";
        return name is null ? null : new BoundCapability(new Capability(name, exists, summary), entry, at.Context.Problems.Doubts == before);
    }

    private static EquatableArray<string>? ReadConfig(Cursor? at)
    {
        if (at is null)
        {
            return null;
        }

        var config = new List<string>();
        foreach (var item in Scalars.Items(at, "config"))
        {
            if (item.Text is not { Length: > 0 } text)
            {
                Scalars.ReportType(item, "an option", "NAME or NAME=VALUE");
                continue;
            }

            var equals = text.IndexOf('=');
            var name = equals < 0 ? text : text.Substring(0, equals);
            var value = equals < 0 ? "y" : text.Substring(equals + 1);
            if (!IsValue(value))
            {
                item.Part(equals + 1, value.Length).Report(ProblemRules.WrongType,
                    "the value of '" + name + "'",
                    "y, m or a number",
                    "'" + value + "'");
            }
            else if (at.Context.IsOption(item.Part(0, name.Length), name))
            {
                config.Add(text);
            }
        }

        return config.ToEquatableArray();
    }

    private static bool IsValue(string value) =>
        value is "y" or "m" or "n" || int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static EquatableArray<ProfileExtras> ReadExtras(Cursor? at)
    {
        var extras = new List<ProfileExtras>();
        if (at is null)
        {
            return default;
        }

        if (at.Node is not Node.Mapping)
        {
            Scalars.ReportType(at, "'extras'", "a mapping of versions to names");
            return default;
        }

        var seen = new HashSet<KernelVersion>();
        foreach (var entry in at.Entries())
        {
            if (!KernelVersion.TryParse(entry.Key, out var version))
            {
                entry.Value.Key.Report(ProblemRules.BadVersion, entry.Key);
                continue;
            }

            if (!seen.Add(version))
            {
                entry.Value.Key.Report(ProblemRules.DuplicateKey, entry.Key);
                continue;
            }

            var names = Scalars.Items(entry.Value, "extras")
                .Select(item => Scalars.Label(item, "a flag, mask or capability"))
                .OfType<string>()
                .ToEquatableArray();
            extras.Add(new ProfileExtras(version, names));
        }

        return extras.ToEquatableArray();
    }
}
