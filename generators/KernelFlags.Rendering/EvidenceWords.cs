namespace KernelFlags.Rendering;

/// <summary>Says what a table on one kernel rests on.</summary>
public static class EvidenceWords
{
    /// <summary>The words, as a part of a sentence.</summary>
    /// <param name="kernel">The kernel of a resolved table.</param>
    /// <returns><c>compared with the headers of 6.1.176</c>, or what there is instead.</returns>
    public static string Of(KernelProfile kernel)
    {
        var version = kernel.Kernel.ToFullString();
        return kernel.Evidence.Kind switch
        {
            EvidenceKind.Headers => $"compared with the headers of {version}",
            EvidenceKind.Image => $"compared with a kernel image of {version}, its mnemonics and enumerated bits, not with headers",
            EvidenceKind.Newer => "taken for a newer kernel, of which nothing was compared",
            EvidenceKind.OtherTable => "this table was compared with no kernel",
            _ => $"neither headers nor a kernel image of {version} were compared{Nearest(kernel.Evidence)}",
        };
    }

    /// <summary>The words as a sentence of their own.</summary>
    /// <param name="kernel">The kernel of a resolved table.</param>
    /// <returns>The sentence.</returns>
    public static string Sentence(KernelProfile kernel)
    {
        var words = Of(kernel);
        return char.ToUpperInvariant(words[0]) + words.Substring(1) + ".";
    }

    private static string Nearest(KernelEvidence evidence)
    {
        var nearest = string.Join(" and ", new[] { evidence.Before, evidence.After }.Where(v => v is not null).Select(v => v!.ToFullString()));
        return nearest.Length == 0 ? string.Empty : $"; the nearest headers that were are those of {nearest}";
    }
}
