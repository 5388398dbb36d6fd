using System.Text.RegularExpressions;

namespace KernelFlags.Live.Trees.Sources;

/// <summary>A line of a C file, with those that continue it.</summary>
public sealed partial class CLine
{
    internal CLine(int index, int first, int last, SourcePlace place, string code)
    {
        (Index, First, Last, Place, Code) = (index, first, last, place, code);
        Directive = DirectiveName().Match(code) is { Success: true } directive ? directive.Groups[1].Value : null;
    }

    /// <summary>Its place among the lines of the file, from 0.</summary>
    public int Index { get; }

    /// <summary>The number of the line that it begins with, from 1.</summary>
    public int First { get; }

    /// <summary>The number of the line that it ends with.</summary>
    public int Last { get; }

    /// <summary>Where it stands, without the last line feed.</summary>
    public SourcePlace Place { get; }

    /// <summary>What it says, as long as it is written: comments and what continues it are blank.</summary>
    public string Code { get; }

    /// <summary>The name of its directive, such as <c>define</c> or <c>ifdef</c>; null where it is none.</summary>
    public string? Directive { get; }

    /// <summary>The branch that it begins; null where it begins none.</summary>
    public ConditionalBranch? Branch { get; internal set; }

    /// <summary>The branches that it stands in, from the outermost. A directive of a conditional does not stand in it.</summary>
    public IReadOnlyList<ConditionalBranch> Guards { get; internal set; } = [];

    [GeneratedRegex(@"^\s*#\s*([a-z_]+)\b")]
    private static partial Regex DirectiveName();
}
