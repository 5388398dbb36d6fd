namespace KernelFlags.Cli.Diff;

/// <summary>Which rule of the engine changed.</summary>
internal enum RuleKind
{
    /// <summary>Which areas merge, and what the result has.</summary>
    Merge,

    /// <summary>Whose page tables fork copies.</summary>
    Fork,

    /// <summary>What may be set with only a read lock held.</summary>
    Lock,

    /// <summary>What a mask that lists flags has the kernel do.</summary>
    Mask,

    /// <summary>Which bit of a raw word is whose.</summary>
    Bit,
}

/// <summary>A rule that changed for a flag.</summary>
/// <param name="Kind">Which rule.</param>
/// <param name="Title">What happened to the flag: <c>MAYBE_GUARD became sticky</c>.</param>
/// <param name="Meaning">What that means: <c>VMAs that differ only in it now merge, and keep it</c>.</param>
/// <param name="Kernels">The kernels that it is about.</param>
/// <param name="Example">Two areas, before and after; null where two areas show nothing.</param>
internal sealed record RuleChange(RuleKind Kind, string Flag, string Title, string Meaning, string Kernels, RuleExample? Example);

/// <summary>Two areas, and what becomes of them under the old and under the new rule.</summary>
/// <param name="LeftName">What the first is: left, parent.</param>
/// <param name="Left">Its flags.</param>
/// <param name="RightName">What the second is: right, child.</param>
/// <param name="Right">Its flags.</param>
/// <param name="Before">What became of them.</param>
/// <param name="After">What becomes of them.</param>
internal sealed record RuleExample(string LeftName, string Left, string RightName, string Right, string Before, string After);
