using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;

namespace KernelFlags.Definitions.Reading;

/// <summary>What every part of a binding needs: where problems go, and which names conditions may use.</summary>
internal sealed class BindContext
{
    private readonly HashSet<string> _architectures = new(StringComparer.Ordinal);
    private readonly HashSet<string> _options = new(StringComparer.Ordinal);
    private readonly List<string> _architectureNames = [];
    private readonly List<string> _optionNames = [];

    public BindContext(bool isComplete) => IsComplete = isComplete;

    public ProblemList Problems { get; } = new();

    /// <summary>
    /// Whether all files were understood. What is missing otherwise may stand in the part that was not: nothing is said about names
    /// that nobody defines then.
    /// </summary>
    public bool IsComplete { get; }

    /// <summary>The oldest and the newest version that are described.</summary>
    public KernelVersion Oldest { get; private set; } = KernelVersion.None;

    public KernelVersion Newest { get; private set; } = KernelVersion.None;

    public void KnowVersions(KernelVersion oldest, KernelVersion newest) => (Oldest, Newest) = (oldest, newest);

    public void KnowArchitecture(string name)
    {
        if (_architectures.Add(name))
        {
            _architectureNames.Add(name);
        }
    }

    public void KnowOption(string name)
    {
        if (_options.Add(name))
        {
            _optionNames.Add(name);
        }
    }

    public bool IsArchitecture(Place place, string name)
    {
        if (_architectures.Contains(name))
        {
            return true;
        }

        if (IsComplete)
        {
            place.ReportName(ProblemRules.UnknownArchitecture, name, _architectureNames, name);
        }

        return false;
    }

    public bool IsOption(Place place, string name)
    {
        if (_options.Contains(name))
        {
            return true;
        }

        if (IsComplete)
        {
            var bare = name.StartsWith("CONFIG_", StringComparison.Ordinal) ? name.Substring("CONFIG_".Length) : name;
            var candidates = _options.Contains(bare) ? [bare] : (IEnumerable<string>)_optionNames;
            place.ReportName(ProblemRules.UnknownOption, name, candidates, name);
        }

        return false;
    }
}
