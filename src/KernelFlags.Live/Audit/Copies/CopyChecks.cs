using KernelFlags.Live.Trees;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Audit.Copies;

/// <summary>Holds the copy of the header that user space tests keep against the header: bits, words, and the sets that are made of them.</summary>
internal static class CopyChecks
{
    /// <summary>What is wrong with the copy.</summary>
    /// <param name="files">The tree.</param>
    public static IEnumerable<CopyFinding> Of(TreeFiles files)
    {
        if (files.Copy is not { } copy)
        {
            return [];
        }

        return copy.Enumerates
            ? [.. MissingBits(files, copy), .. OtherBits(files, copy), .. MissingWords(files, copy), .. OtherWords(files, copy), .. MaskChecks.OfCopy(files, copy)]
            : [.. OtherNumbers(files, copy), .. MaskChecks.OfCopy(files, copy)];
    }

    private static IEnumerable<CopyFinding> MissingBits(TreeFiles files, HeaderFlags copy)
    {
        var last = copy.Source.Bits[0].Line.First;
        foreach (var flag in files.Header.Source.Bits.Select(bit => bit.Name).Distinct(StringComparer.Ordinal))
        {
            if (copy.Bits.Contains(flag))
            {
                last = copy.Bits[flag].Last().Line.First;
                continue;
            }

            yield return CopyFinding.At(AuditRule.Forgotten, copy.Source.File.Source, last, flag, $"{flag} is not enumerated; {files.HeaderSays(flag)}");
        }
    }

    private static IEnumerable<CopyFinding> OtherBits(TreeFiles files, HeaderFlags copy) => copy.Bits
        .SelectMany(bits => !files.Header.Bits.Contains(bits.Key)
            ? [CopyFinding.At(AuditRule.Left, copy.Source.File.Source, bits.First().Line.First, bits.Key, $"{bits.Key} is enumerated and {HeaderSource.Header} has no such flag")]
            : Compared(
                files, copy, bits.Key, bits.Select(bit => bit.Line), files.Header.Bits[bits.Key].Select(bit => bit.Line), $"VMA_{bits.Key}_BIT", (flags, configuration) => flags.EnumeratedIn(bits.Key, configuration)));

    private static IEnumerable<CopyFinding> MissingWords(TreeFiles files, HeaderFlags copy)
    {
        CLine? last = null;
        foreach (var macros in files.Header.Macros.Where(macros => macros.Any(macro => macro.Kind == FlagMacroKind.Bit)))
        {
            if (copy.Macros.Contains(macros.Key))
            {
                last = copy.Macros[macros.Key].Last().Line;
                continue;
            }

            var flag = files.Header.FlagOf(macros.Key) ?? macros.Key;
            yield return CopyFinding.At(
                AuditRule.Forgotten, copy.Source.File.Source, (last ?? copy.Source.Macros[0].Line).First, flag, $"{macros.Key} is not defined; {files.HeaderSays(flag)}");
        }
    }

    private static IEnumerable<CopyFinding> OtherWords(TreeFiles files, HeaderFlags copy) => copy.Names
        .Where(flag => copy.Macros.Contains(HeaderFlags.Word + flag) && files.Header.Macros.Contains(HeaderFlags.Word + flag))
        .SelectMany(flag => Compared(
            files, copy, flag, Lines(copy, flag), Lines(files.Header, flag), HeaderFlags.Word + flag, (flags, configuration) => flags.WordIn(flag, configuration)));

    private static IEnumerable<CLine> Lines(HeaderFlags flags, string flag) => flags.Macros[HeaderFlags.Word + flag].Select(macro => macro.Line);

    /// <summary>The first configuration in which the copy says something else.</summary>
    private static IEnumerable<CopyFinding> Compared(
        TreeFiles files, HeaderFlags copy, string flag, IEnumerable<CLine> here, IEnumerable<CLine> there, string name, Func<HeaderFlags, Configuration, string?> say)
    {
        var lines = here.ToList();
        foreach (var configuration in Configurations.Of([.. lines, .. there]))
        {
            var (mine, theirs) = (say(copy, configuration), say(files.Header, configuration));
            if (mine == theirs || (mine is null && IsDefault(files.Header, name, configuration)))
            {
                continue;
            }

            var line = lines.Find(configuration.Has) ?? Guard(lines) ?? lines[0];
            var told = $"{name} is {mine ?? "not defined"}{configuration.Describe()}; {HeaderSource.Header} says {theirs ?? "that it is not defined"}";
            return [CopyFinding.At(AuditRule.Differs, copy.Source.File.Source, line.First, flag, told)];
        }

        return [];
    }

    /// <summary>Whether the header defines a name only where nobody else did.</summary>
    private static bool IsDefault(HeaderFlags header, string name, Configuration configuration) =>
        header.MacroIn(name, configuration)?.Line.Guards.Any(guard => guard.Expression == $"!defined({name})") == true;

    /// <summary>What keeps the first of some lines from counting.</summary>
    private static CLine? Guard(List<CLine> lines) => lines[0].Guards is [.., var guard] ? guard.Conditional.Branches[0].Opening : null;

    /// <summary>A copy that defines some flags for itself must give them the same bits; which it leaves out, or has as none, is its own choice.</summary>
    private static IEnumerable<CopyFinding> OtherNumbers(TreeFiles files, HeaderFlags copy) =>
        from flag in copy.Own
        let mine = copy.NumbersOf(flag)
        let theirs = files.Header.NumbersOf(flag)
        where theirs.Count == 0 ? !files.Header.IsFlag(flag) : !mine.Intersect(theirs).Any()
        let line = copy.Macros[HeaderFlags.Word + flag].First().Line.First
        select theirs.Count == 0
            ? CopyFinding.At(AuditRule.Left, copy.Source.File.Source, line, flag, $"{HeaderFlags.Word}{flag} is defined and {HeaderSource.Header} has no such flag")
            : CopyFinding.At(AuditRule.Differs, copy.Source.File.Source, line, flag, $"{HeaderFlags.Word}{flag} is {copy.Describe(flag)}; {files.HeaderSays(flag)}");
}
