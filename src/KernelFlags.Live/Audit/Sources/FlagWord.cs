using System.Text;

namespace KernelFlags.Live.Audit.Sources;

/// <summary>A flag's name, however a language writes it: <c>VM_MAYREAD</c>, <c>MAY_READ</c> and <c>VmFlags::MayRead</c> are one.</summary>
internal static class FlagWord
{
    private const int MostPrefixes = 3;
    private const int Longest = 60;

    /// <summary>Names of other flags that share words with those of a VMA: a flag of mmap, of a page or of a thread is none of them.</summary>
    private static readonly HashSet<string> Foreign = new(StringComparer.Ordinal)
    {
        "MAP", "PROT", "MADV", "PG", "GFP", "PF", "SHM", "SHF", "PTE", "PAGE", "KPF", "MMF", "FOLL", "MREMAP", "MCL", "MLOCK", "UFFDIO", "FAULT", "TTU", "PM",
    };

    /// <summary>The letters and digits of a name, in capitals.</summary>
    public static string Key(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    /// <summary>The keys that a name may have: all of it, and without the words that it starts with.</summary>
    /// <param name="name">A name or a text.</param>
    /// <returns>The keys with the prefix that each leaves out, the longest first; none for prose, and for a flag of something else.</returns>
    public static IEnumerable<(string Prefix, string Key)> Keys(string name)
    {
        if (name.Length > Longest || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            yield break;
        }

        var words = Words(name);
        if (words.Count > 1 && words[^1] is "BIT" or "SHIFT")
        {
            words.RemoveAt(words.Count - 1);
        }

        if (words.Count > 1 && Foreign.Contains(words[0]))
        {
            yield break;
        }

        for (var drop = 0; drop < words.Count && drop <= MostPrefixes; drop++)
        {
            yield return (string.Concat(words.Take(drop)), string.Concat(words.Skip(drop)));
        }
    }

    /// <summary>The words of a name, in capitals: parts between underscores, and humps.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var isHump = word.Length > 0 && char.IsAsciiLetterUpper(name[i])
                && (!char.IsAsciiLetterUpper(name[i - 1]) || (i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1])));
            if (name[i] is '_' or '-' || isHump)
            {
                Add(words, word);
            }

            if (name[i] is not ('_' or '-'))
            {
                word.Append(char.ToUpperInvariant(name[i]));
            }
        }

        Add(words, word);
        return words;
    }

    private static void Add(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }
}
