using System.Text;

namespace KernelFlags.Rendering;

/// <summary>Names of the definitions as identifiers of other languages.</summary>
internal static class Identifiers
{
    private static readonly HashSet<string> RustKeywords = new(
        ("abstract as async await become box break const continue crate do dyn else enum extern false final fn for gen if impl in let "
        + "loop macro match mod move mut override priv pub ref return self Self static struct super trait true try type typeof unsafe "
        + "unsized use virtual where while yield _")
        .Split(' '),
        StringComparer.Ordinal);

    /// <summary>Keywords, and names that an enumeration keeps for itself.</summary>
    private static readonly HashSet<string> PythonKeywords = new(
        ("False None True and as assert async await break class continue def del elif else except finally for from global if import in "
        + "is lambda nonlocal not or pass raise return try while with yield mro name value")
        .Split(' '),
        StringComparer.Ordinal);

    /// <summary>A name in C. The definitions allow no other letters; one that came by another way can't break out of its line.</summary>
    /// <returns>The name, with <c>_</c> for what C does not allow.</returns>
    public static string C(string name)
    {
        var result = new StringBuilder(name.Length + 1);
        foreach (var c in name)
        {
            result.Append(c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') ? c : '_');
        }

        return result.Length == 0 || char.IsDigit(result[0]) ? result.Insert(0, '_').ToString() : result.ToString();
    }

    /// <summary>A name in Rust.</summary>
    /// <returns>The name; a keyword has an underscore behind it.</returns>
    public static string Rust(string name) => C(name) is var word && RustKeywords.Contains(word) ? word + "_" : word;

    /// <summary>A member's name in an enumeration of Python, where an underscore in front would make it private.</summary>
    /// <returns>The name; a keyword has an underscore behind it, one that starts with an underscore an <c>F</c> in front.</returns>
    public static string Python(string name)
    {
        var word = C(name);
        return word[0] == '_' ? "F" + word : PythonKeywords.Contains(word) ? word + "_" : word;
    }

    /// <summary>The name of a table as that of a type: <c>page-flags</c> is <c>PageFlags</c>.</summary>
    /// <returns>The name in Pascal case.</returns>
    public static string Type(string name) => C(string.Concat(
        name.Split('-', '_', '.').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1))));
}
