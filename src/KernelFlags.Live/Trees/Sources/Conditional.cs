using System.Text.RegularExpressions;

namespace KernelFlags.Live.Trees.Sources;

/// <summary>A conditional of the preprocessor, from its <c>#if</c> to its <c>#endif</c>.</summary>
public sealed class Conditional
{
    private readonly List<ConditionalBranch> _branches = [];

    internal Conditional(CLine opening, ConditionalBranch? outer, bool isInclusionGuard)
    {
        (Outer, IsInclusionGuard) = (outer, isInclusionGuard);
        Add(opening);
    }

    /// <summary>Its branches: that of <c>#if</c>, those of <c>#elif</c>, and that of <c>#else</c>.</summary>
    public IReadOnlyList<ConditionalBranch> Branches => _branches;

    /// <summary>The branch that it stands in itself; null where none.</summary>
    public ConditionalBranch? Outer { get; }

    /// <summary>Its <c>#endif</c>; null where the file lacks it.</summary>
    public CLine? End { get; internal set; }

    /// <summary>Whether it only keeps the file from being read twice.</summary>
    internal bool IsInclusionGuard { get; }

    internal ConditionalBranch Add(CLine opening)
    {
        var branch = new ConditionalBranch(this, _branches.Count, opening);
        _branches.Add(branch);
        return branch;
    }
}

/// <summary>A branch of a conditional.</summary>
public sealed partial class ConditionalBranch
{
    private readonly int _index;

    internal ConditionalBranch(Conditional conditional, int index, CLine opening)
    {
        (Conditional, _index, Opening) = (conditional, index, opening);
        var match = Condition().Match(opening.Code);
        var text = Blanks().Replace(match.Groups[2].Value, " ").Trim();
        Expression = match.Groups[1].Value switch
        {
            "ifdef" or "elifdef" => $"defined({text})",
            "ifndef" or "elifndef" => $"!defined({text})",
            "else" => null,
            _ => text,
        };
    }

    /// <summary>The conditional that it is a branch of.</summary>
    public Conditional Conditional { get; }

    /// <summary>The directive that begins it.</summary>
    public CLine Opening { get; }

    /// <summary>What it asks: <c>defined(CONFIG_64BIT)</c>, whether written with <c>#ifdef</c> or <c>#if</c>; null for <c>#else</c>.</summary>
    public string? Expression { get; }

    /// <summary>What must hold for its lines: what it asks, and that none of the branches before it does.</summary>
    public string FullExpression => Terms().ToList() is [var only] ? only : string.Join(" && ", Terms().Select(t => $"({t})"));

    /// <summary>Whether its lines count.</summary>
    /// <param name="value">The value of a macro; null for one that is not defined. A macro without a value has 1.</param>
    /// <returns>Null where that can't be told.</returns>
    public bool? Holds(Func<string, long?> value)
    {
        bool? none = true;
        foreach (var before in Conditional.Branches.Take(_index))
        {
            switch (PreprocessorExpression.IsTrue(before.Expression!, value))
            {
                case true:
                    return false;
                case null:
                    none = null;
                    break;
            }
        }

        var own = Expression is null ? true : PreprocessorExpression.IsTrue(Expression, value);
        return own == false ? false : none is null || own is null ? null : true;
    }

    private IEnumerable<string> Terms()
    {
        var before = Conditional.Branches.Take(_index).Select(b => $"!({b.Expression})");
        return Expression is null ? before : before.Append(Expression);
    }

    [GeneratedRegex(@"^\s*#\s*([a-z]+)(.*)$", RegexOptions.Singleline)]
    private static partial Regex Condition();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
