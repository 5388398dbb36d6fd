using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Definitions.Checking;

/// <summary>
/// Finds a kernel for which conditions hold, among all versions, architectures and settings of the options that they name. Versions
/// count where a condition changes; options are set one by one, and no further than a condition is still open.
/// </summary>
/// <remarks>
/// The work is bounded. What a search can't decide within it, it takes for impossible: a definition is not refused for being hard to
/// read.
/// </remarks>
internal sealed class KernelSearch
{
    /// <summary>The most options that one search sets.</summary>
    private const int MaxOptions = 16;

    private readonly KernelFacts _facts;
    private readonly Dictionary<string, ConfigOption> _options = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _set = new(StringComparer.Ordinal);
    private long _budget = 5_000_000;

    // The kernel that is looked at, and the options whose setting is chosen.
    private KernelVersion _version = KernelVersion.None;
    private string _arch = "";
    private List<string> _mentioned = [];
    private readonly Dictionary<string, Setting> _chosen = new(StringComparer.Ordinal);

    public KernelSearch(KernelFacts facts)
    {
        _facts = facts;
        foreach (var option in facts.Options)
        {
            _options[option.Name] = option;
        }
    }

    /// <summary>Whether no more work is to be done.</summary>
    public bool IsExhausted => _budget <= 0;

    /// <summary>Whether there is a kernel for which <paramref name="condition"/> holds.</summary>
    public bool Exists(Condition condition) => Find(condition) is not null;

    /// <summary>The newest kernel that is known.</summary>
    public KernelVersion Newest => _facts.Newest;

    /// <summary>A kernel for which <paramref name="condition"/> holds.</summary>
    /// <returns>It in words, with no more than the condition depends on; null when there is none.</returns>
    public string? Find(Condition condition) =>
        condition == Condition.Always ? _facts.Oldest.ToString() : Locate(condition) ? Described() : null;

    /// <summary>The oldest version of a kernel for which <paramref name="condition"/> holds.</summary>
    /// <returns>The version; null when there is none.</returns>
    public KernelVersion? OldestFor(Condition condition) => condition == Condition.Always ? _facts.Oldest : Locate(condition) ? _version : null;

    /// <summary>Whether a version comes after the newest release that is known. Patch levels of that one do not.</summary>
    public bool IsAfterKnown(KernelVersion version) => version with { Patch = 0 } > _facts.Newest with { Patch = 0 };

    /// <summary>Looks for a kernel for which a condition holds, the oldest first.</summary>
    private bool Locate(Condition condition)
    {
        if (IsExhausted)
        {
            return false;
        }

        var mentions = new Mentions();
        mentions.Add(condition, this);
        _mentioned = mentions.Options;
        foreach (var version in mentions.Versions.Where(v => v > _facts.Oldest).Concat([_facts.Oldest]).Distinct().OrderBy(v => v))
        {
            foreach (var arch in mentions.DependsOnArch ? ArchitecturesOf(version) : [""])
            {
                if (IsExhausted)
                {
                    return false;
                }

                (_version, _arch) = (version, arch);
                _chosen.Clear();
                if (Choose(condition, 0))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private IEnumerable<string> ArchitecturesOf(KernelVersion version)
    {
        var context = new KernelContext(version, "", _set);
        return _facts.Architectures.Where(a => context.Holds(a.Exists)).Select(a => a.Name);
    }

    /// <summary>Sets the options from <paramref name="next"/> on so that the condition holds, if that can be.</summary>
    private bool Choose(Condition condition, int next)
    {
        if (Holds(condition) is { } known)
        {
            return known;
        }

        if (next == Math.Min(_mentioned.Count, MaxOptions))
        {
            return false;
        }

        foreach (var value in ValuesOf(_mentioned[next]))
        {
            _chosen[_mentioned[next]] = value;
            if (Choose(condition, next + 1))
            {
                return true;
            }
        }

        _chosen.Remove(_mentioned[next]);
        return false;
    }

    /// <summary>What an option can be here. It can be set where its own conditions don't forbid it.</summary>
    private IEnumerable<Setting> ValuesOf(string name)
    {
        if (!_options.TryGetValue(name, out var option))
        {
            return [Setting.On, Setting.Off];
        }

        if (Holds(option.Always) == true)
        {
            return [Setting.On];
        }

        return option.Values.Where(v => Holds(v.When) != false).Select(v => new Setting(v.Value)).Distinct().Append(Setting.Off);
    }

    /// <summary>Whether a condition holds with the options chosen so far; null while that is open.</summary>
    private bool? Holds(Condition condition)
    {
        _budget--;
        return condition switch
        {
            Condition.All all => Joined(all.Terms, false),
            Condition.Any any => Joined(any.Terms, true),
            Condition.Not not => !Holds(not.Term),
            Condition.Option option => _chosen.TryGetValue(option.Name, out var chosen) ? chosen.Value is not null : null,
            Condition.OptionAbove above => _chosen.TryGetValue(above.Name, out var chosen) ? (chosen.Value ?? 0) > above.Limit : null,
            Condition.Arch arch => arch.Names.Contains(_arch, StringComparer.Ordinal),
            Condition.Versions versions => versions.Include(_version),
            _ => throw new ArgumentOutOfRangeException(nameof(condition)),
        };
    }

    private bool? Joined(EquatableArray<Condition> terms, bool deciding)
    {
        bool? result = !deciding;
        foreach (var term in terms)
        {
            var holds = _budget > 0 ? Holds(term) : false;
            if (holds == deciding)
            {
                return deciding;
            }

            result = holds is null ? null : result;
        }

        return result;
    }

    private string Described()
    {
        var options = _chosen.Keys.Where(name => _chosen[name].Value is not null).OrderBy(n => n, StringComparer.Ordinal).ToList();
        var where = _arch.Length == 0 ? options : [_arch, .. options];
        return where.Count == 0 ? _version.ToString() : _version + " (" + string.Join(", ", where) + ")";
    }

    /// <summary>What an option is set to; null is "not set".</summary>
    private sealed record Setting(int? Value)
    {
        public static readonly Setting On = new(1);
        public static readonly Setting Off = new((int?)null);
    }

    /// <summary>What a condition depends on, that of the options that it names included.</summary>
    private sealed class Mentions
    {
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);

        public HashSet<KernelVersion> Versions { get; } = [];

        public List<string> Options { get; } = [];

        public bool DependsOnArch { get; private set; }

        public void Add(Condition condition, KernelSearch search)
        {
            search._budget--;
            switch (condition)
            {
                case Condition.All all:
                    AddAll(all.Terms, search);
                    break;
                case Condition.Any any:
                    AddAll(any.Terms, search);
                    break;
                case Condition.Not not:
                    Add(not.Term, search);
                    break;
                case Condition.Arch:
                    DependsOnArch = true;
                    break;
                case Condition.Versions versions:
                    Versions.UnionWith(versions.Changes);
                    break;
                case Condition.Option option:
                    AddOption(option.Name, search);
                    break;
                case Condition.OptionAbove above:
                    AddOption(above.Name, search);
                    break;
                default:
                    break;
            }
        }

        private void AddAll(EquatableArray<Condition> terms, KernelSearch search)
        {
            foreach (var term in terms)
            {
                Add(term, search);
            }
        }

        /// <summary>The options that an option's own conditions name are chosen with it, as far as the search goes.</summary>
        private void AddOption(string name, KernelSearch search)
        {
            if (!_names.Add(name))
            {
                return;
            }

            Options.Add(name);
            if (search._options.TryGetValue(name, out var option) && Options.Count <= MaxOptions)
            {
                Add(option.Always, search);
                foreach (var value in option.Values)
                {
                    Add(value.When, search);
                }
            }
        }
    }
}
