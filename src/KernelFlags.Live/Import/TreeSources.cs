using System.Text.RegularExpressions;
using KernelFlags.Live.Headers;
using KernelFlags.Live.Trees;

namespace KernelFlags.Live.Import;

/// <summary>How the definitions of a tree are written: which of them are other names, and which options are asked for.</summary>
internal sealed partial class TreeSources
{
    private readonly ILookup<string, FlagMacro> _macros;

    private TreeSources(HeaderSource header, IEnumerable<FlagMacro> macros, MnemonicSource mnemonics, TraceSource trace)
    {
        (Header, Mnemonics, Trace) = (header, mnemonics, trace);
        _macros = macros.ToLookup(m => m.Name, StringComparer.Ordinal);
    }

    /// <summary>The header that defines the flags.</summary>
    public HeaderSource Header { get; }

    /// <summary>The table of smaps.</summary>
    public MnemonicSource Mnemonics { get; }

    /// <summary>The trace table.</summary>
    public TraceSource Trace { get; }

    /// <summary>Reads them.</summary>
    /// <exception cref="HeaderException">A file is missing, or can't be read.</exception>
    public static TreeSources Read(string tree)
    {
        HeaderException Missing(string path) => new($"{tree}: no {path} that can be read; this is not a kernel tree, or not a whole one");
        var header = HeaderSource.Read(tree) ?? throw Missing(HeaderSource.Header);
        return new TreeSources(
            header,
            header.Macros.Concat(HeaderSource.Read(tree, "include/linux/userfaultfd_k.h")?.Macros ?? []),
            MnemonicSource.Read(tree) ?? throw Missing(MnemonicSource.Path),
            TraceSource.Read(tree) ?? throw Missing(TraceSource.Path));
    }

    /// <summary>The definitions of a macro, in whatever branch.</summary>
    public IEnumerable<FlagMacro> Macros(string name) => _macros[name];

    /// <summary>The flags whose bit a flag has, where it is another name.</summary>
    /// <param name="flag">The flag, without prefix.</param>
    public IEnumerable<string> AliasesOf(string flag) => Header.Bits.Where(b => b.Name == flag).Select(b => b.Alias)
        .Concat(_macros["VM_" + flag].Where(m => m.Kind == FlagMacroKind.Alias).Select(m => Bare(m.Body)))
        .OfType<string>()
        .Distinct();

    /// <summary>The options that are asked for where a flag or mask is defined and listed.</summary>
    /// <param name="names">Its names in C.</param>
    public IReadOnlyCollection<string> Hints(params IReadOnlyCollection<string> names)
    {
        var lines = names.SelectMany(n => _macros[n]).Select(m => m.Line)
            .Concat(Header.Bits.Where(b => names.Contains(b.CName)).Select(b => b.Line))
            .Concat(Mnemonics.Rows.Where(r => names.Contains(r.Flag)).Select(r => r.Line));
        return [.. lines.SelectMany(l => l.Guards).SelectMany(g => Option().Matches(g.FullExpression)).Select(m => m.Groups[1].Value).Distinct()];
    }

    /// <summary>The flags that a mask is made of, through others.</summary>
    public IEnumerable<string> PartsOf(string mask)
    {
        var parts = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { mask };
        for (var waiting = new Queue<string>(seen); waiting.TryDequeue(out var next);)
        {
            foreach (var mention in _macros[next].SelectMany(m => m.Mentions).Select(m => m.Name).Where(seen.Add))
            {
                parts.Add(Bare(mention));
                waiting.Enqueue(mention);
            }
        }

        return parts.Distinct();
    }

    /// <summary>A flag's name without what stands around it in C.</summary>
    public static string Bare(string name) => BareName().Replace(name, "$1$2");

    [GeneratedRegex(@"\bCONFIG_(\w+)")]
    private static partial Regex Option();

    [GeneratedRegex(@"^(?:__)?VM_(\w+)$|^VMA_(\w+)_BIT$", RegexOptions.None)]
    private static partial Regex BareName();
}
