using System.Globalization;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Live.Trees.Patching;

/// <summary>How a flag is written in a header of the tree's version: under which conditions which lines.</summary>
internal sealed class FlagShape
{
    private readonly PatchGoal _goal;
    private readonly Guard _guard;
    private readonly List<(Condition When, BitSource Source)> _cases;

    public FlagShape(PatchGoal goal, Flag flag)
    {
        (_goal, _guard, Flag) = (goal, new Guard(goal), flag);
        _cases = [.. Reached(flag.Bit)];
        Where = ConditionOfWord();
    }

    /// <summary>The flag.</summary>
    public Flag Flag { get; }

    /// <summary>Where its word has the bit.</summary>
    public Condition Where { get; }

    /// <summary>Whether its word has the bit on every kernel.</summary>
    public bool IsEverywhere => Where == Condition.Always;

    /// <summary>Whether its word is defined, though it be 0, on every kernel.</summary>
    public bool IsDefinedEverywhere => _goal.Kernels.All(k => k.Flags.GetValueOrDefault(Flag.Name)?.CName is not null);

    /// <summary>The number of its bit, where it has one that is not another flag's; of several the last.</summary>
    public int? Number => _cases.Select(c => c.Source.Number).LastOrDefault(n => n is not null);

    /// <summary>The flag whose bit it has; null where it has one of its own.</summary>
    public string? Alias => _cases.Select(c => c.Source.Alias).LastOrDefault(a => a is not null);

    /// <summary>The lines of the enumeration.</summary>
    /// <param name="indent">What precedes them.</param>
    public IReadOnlyList<(Condition? When, IReadOnlyList<string> Lines)> Enumerators(string indent) => Ended([.. _cases.Select(c => (
        (Condition?)c.When,
        (IReadOnlyList<string>)[c.Source.Number is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"{indent}DECLARE_VMA_BIT({Flag.Name}, {number}),")
            : $"{indent}DECLARE_VMA_BIT_ALIAS({Flag.Name}, {c.Source.Alias}),"]))]);

    /// <summary>What its word stands for, by branch.</summary>
    /// <param name="isEnumerated">Whether the header enumerates bits.</param>
    public IReadOnlyList<(Condition? When, string Body)> Words(bool isEnumerated)
    {
        if (Flag.EnumeratorOnly)
        {
            return [];
        }

        List<(Condition? When, string Body)> branches = isEnumerated
            ? [(Where, $"INIT_VM_FLAG({Flag.Name})")]
            : [.. _cases.Select(c => ((Condition?)_guard.Plain(Where.And(c.When)), Body(c.Source)))];
        branches.RemoveAll(b => b.When == Condition.Never);
        if (_goal.Kernels.Any(k => k.Flags.GetValueOrDefault(Flag.Name) is { CName: not null, Bit: null }))
        {
            branches.Add((IsDefinedEverywhere ? null : Zero(), "VM_NONE"));
        }

        return branches;
    }

    /// <summary>The cases of something of the flag that some kernel comes to, with conditions of options alone.</summary>
    public IEnumerable<(Condition When, T Value)> Reached<T>(EquatableArray<Case<T>> cases)
    {
        foreach (var item in cases)
        {
            var when = _guard.Plain(item.When);
            if (when != Condition.Never)
            {
                yield return (when, item.Value);
            }

            if (when == Condition.Always)
            {
                yield break;
            }
        }
    }

    private string Body(BitSource source) => source.Number is not { } number ? _goal.WordOf(source.Alias!)
        : number < 31 && IsEverywhere ? string.Create(CultureInfo.InvariantCulture, $"0x{1u << number:x8}")
        : string.Create(CultureInfo.InvariantCulture, $"BIT({number})");

    private Condition ConditionOfWord()
    {
        if (Flag.EnumeratorOnly)
        {
            return Condition.Never;
        }

        var any = new Condition.Any(_cases.Select(c => c.When).ToEquatableArray());
        var wide = new Condition.Option("64BIT");
        foreach (var condition in new[] { Flag.When.And(any), Flag.When.And(any).And(wide) })
        {
            if (_goal.Kernels.All(k => _guard.Holds(condition, k) == (k.BitOf(Flag.Name) is not null)))
            {
                return _guard.Plain(condition);
            }
        }

        throw new TreePatchException($"{_goal.WordOf(Flag.Name)}: where it has its bit can't be said by options alone; nothing was changed");
    }

    private Condition Zero() => _guard.Plain(new Condition.Any(Flag.Otherwise.Where(c => c.Value == Fallback.Zero).Select(c => c.When).ToEquatableArray()));

    /// <summary>A last branch that all other kernels come to asks nothing.</summary>
    private List<(Condition? When, IReadOnlyList<string> Lines)> Ended(List<(Condition? When, IReadOnlyList<string> Lines)> branches)
    {
        if (branches.Count > 1 && _goal.Kernels.All(k => branches.Exists(b => _guard.Holds(b.When!, k))))
        {
            branches[^1] = (null, branches[^1].Lines);
        }

        return branches;
    }
}
