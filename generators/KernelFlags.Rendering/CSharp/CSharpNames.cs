using System.Text;

namespace KernelFlags.Rendering.CSharp;

/// <summary>Turns the kernel's names into names of C#.</summary>
public static class CSharpNames
{
    /// <summary>Words that the kernel writes as one, and where C# begins new ones.</summary>
    private static readonly Dictionary<string, string> Compounds = new(StringComparer.Ordinal)
    {
        ["32BIT"] = "Low32Bit",
        ["ABOVE4G"] = "Above4G",
        ["DENYWRITE"] = "DenyWrite",
        ["DODUMP"] = "DoDump",
        ["DOFORK"] = "DoFork",
        ["DONTCOPY"] = "DontCopy",
        ["DONTDUMP"] = "DontDump",
        ["DONTEXPAND"] = "DontExpand",
        ["DONTFORK"] = "DontFork",
        ["DONTNEED"] = "DontNeed",
        ["DONTUNMAP"] = "DontUnmap",
        ["GROWSDOWN"] = "GrowsDown",
        ["GROWSUP"] = "GrowsUp",
        ["HUGEPAGE"] = "HugePage",
        ["HUGETLB"] = "HugeTlb",
        ["HWPOISON"] = "HwPoison",
        ["KEEPONFORK"] = "KeepOnFork",
        ["LOCKONFAULT"] = "LockOnFault",
        ["MAYEXEC"] = "MayExec",
        ["MAYMOVE"] = "MayMove",
        ["MAYOVERLAY"] = "MayOverlay",
        ["MAYREAD"] = "MayRead",
        ["MAYSHARE"] = "MayShare",
        ["MAYWRITE"] = "MayWrite",
        ["MIXEDMAP"] = "MixedMap",
        ["NOHUGEPAGE"] = "NoHugePage",
        ["NONBLOCK"] = "NonBlock",
        ["NOREPLACE"] = "NoReplace",
        ["NORESERVE"] = "NoReserve",
        ["ONFAULT"] = "OnFault",
        ["PAGEOUT"] = "PageOut",
        ["PFNMAP"] = "PfnMap",
        ["SOFTDIRTY"] = "SoftDirty",
        ["STARTGAP"] = "StartGap",
        ["WILLNEED"] = "WillNeed",
        ["WIPEONFORK"] = "WipeOnFork",
    };

    private static readonly HashSet<string> Keywords = new(
        ("abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event "
        + "explicit extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null "
        + "object operator out override params private protected public readonly ref return sbyte sealed short sizeof stackalloc static "
        + "string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while").Split(' '),
        StringComparer.Ordinal);

    /// <summary>The name of a member: <c>MaybeGuard</c> for <c>MAYBE_GUARD</c>.</summary>
    /// <param name="name">The kernel's name; words are separated by <c>_</c> or <c>-</c>.</param>
    /// <returns>A valid identifier, which begins with a capital letter or, where the name begins with a digit, with <c>_</c>.</returns>
    public static string ToMember(string name)
    {
        var result = new StringBuilder(name.Length);
        foreach (var word in name.Split(['_', '-'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (result.Length > 0 && char.IsDigit(result[result.Length - 1]) && char.IsDigit(word[0]))
            {
                result.Append('_');
            }

            result.Append(Compounds.TryGetValue(word.ToUpperInvariant(), out var compound) ? compound : Capitalised(word));
        }

        return result.Length == 0 || char.IsDigit(result[0]) ? "_" + result : result.ToString();
    }

    /// <summary>A name of the user's own as it stands in source: <c>@event</c> for <c>event</c>.</summary>
    /// <returns>The identifier, with <c>@</c> where it is a keyword.</returns>
    public static string Escape(string identifier) => Keywords.Contains(identifier) ? "@" + identifier : identifier;

    /// <summary>A unit behind a number stays as it is: <c>2MB</c>.</summary>
    private static string Capitalised(string word) =>
        char.IsDigit(word[0]) && word.Length > 2 && word[word.Length - 1] == 'B' && word.Substring(0, word.Length - 2).All(char.IsDigit) ? word
        : char.ToUpperInvariant(word[0]) + word.Substring(1).ToLowerInvariant();
}
