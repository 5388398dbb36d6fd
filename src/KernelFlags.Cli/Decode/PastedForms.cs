using System.Text.RegularExpressions;

namespace KernelFlags.Cli.Decode;

/// <summary>
/// The forms in which flags are pasted: of the kernel's log, of smaps, crash, drgn, gdb, ftrace and bpftrace. The page of <c>kflags maps --html</c>
/// has the same in <c>read.js</c>; one set of examples holds both to each other. White space is one blank in what they are given.
/// </summary>
internal static partial class PastedForms
{
    private const string W = "[0-9A-Za-z_]";
    private const string Hex = "[0-9a-f]+";
    private const string Number = "(?:0x)?[0-9a-f]+(?:ul{0,2}|l{1,2})?(?!" + W + ")";
    private const string Casts = @"(?:\([0-9A-Za-z_ \[\]]+\) ?|\{ ?(?:\.?" + W + "+ ?= ?)?)*['\"]?";
    private const string Names = @"[0-9A-Za-z_?]+(?: ?\| ?[0-9A-Za-z_?]+)+";
    private const RegexOptions Any = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>What is one blank.</summary>
    [GeneratedRegex(@"[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")]
    public static partial Regex WhiteSpace { get; }

    /// <summary>What stands before a line of a log: levels, time stamps, threads and processors, the sender.</summary>
    [GeneratedRegex(
        @"\G(?:<[0-9]{1,3}>|\[[0-9 .+-]+\]|\[ ?[TC][0-9]+\]|\[[A-Z][a-z]{2} [A-Z][a-z]{2} [0-9 :]+\]|(?:kern|user) ?[.:] ?[a-z]+ ?:"
        + @"|(?:[A-Z][a-z]{2} [0-9]{1,2} [0-9:]{8}|[0-9]{4}-[0-9][0-9]-[0-9][0-9][T ][0-9:.,+Z-]+) [0-9A-Za-z_.-]+ kernel:|Out\[[0-9]+\]:) ?",
        Any)]
    public static partial Regex LogPrefix { get; }

    /// <summary>The word beside which flags stand: of a VMA, of those that an address space begins with, of any.</summary>
    [GeneratedRegex("(?<!" + W + ")(?:((?:__)?vma?_?flags)|(def_flags)|(flags))(?!" + W + ")['\"]?(?: ?[=:] ?|(?<=vm_flags) (?=0x|[0-9]))", Any)]
    public static partial Regex Key { get; }

    /// <summary>The value behind it.</summary>
    [GeneratedRegex(@"\G" + Casts + "(" + Number + ")['\"]?", Any)]
    public static partial Regex Value { get; }

    /// <summary>Names behind a value.</summary>
    [GeneratedRegex(@"\G(?: ?:? ?\(([^()]*)\)| ?(?:[<\[]|/\*)? ?(" + Names + "))", Any)]
    public static partial Regex NamesAfterValue { get; }

    /// <summary>Names in the place of a value.</summary>
    [GeneratedRegex(@"\G[({<\[]? ?(" + Names + "|[0-9A-Za-z_?]+(?!" + W + "))", Any)]
    public static partial Regex NamesAfterKey { get; }

    /// <summary>What of a form only names its type or place.</summary>
    [GeneratedRegex(@"(?:\([0-9A-Za-z_ ]+\)|^\$[0-9]+ =.*|^@" + W + @"*\[) ?$", Any)]
    public static partial Regex MarkBefore { get; }

    /// <summary>The number that gdb gives a value.</summary>
    [GeneratedRegex(@"^\$[0-9]+ = \{?$")]
    public static partial Regex GdbMark { get; }

    /// <summary>Whether a line is one that stands beside those with flags: of a debugger's prompt, of smaps, of a dump, of a table, or a name whose value follows.</summary>
    /// <returns>True when it holds none.</returns>
    public static bool IsWithoutFlags(string line) =>
        Prompt.IsMatch(line) || SmapsField.IsMatch(line) || MapsRow.IsMatch(line) || TableHead.IsMatch(line) || DumpOfVma.IsMatch(line) || DumpOfMm.IsMatch(line)
        || NameAlone.IsMatch(line);

    /// <summary>Forms without such a word, and whether digits without 0x are hexadecimal or decimal in them.</summary>
    public static readonly (Regex Form, NumberBase Base)[] Others =
    [
        (DrgnCast, NumberBase.Decimal),
        (AnyCast, NumberBase.Decimal),
        (GdbValue, NumberBase.Decimal),
        (BpftraceKey, NumberBase.Decimal),
        (Binder, NumberBase.Hexadecimal),
        (DumpOfMerge, NumberBase.Hexadecimal),
        (CrashRow, NumberBase.Hexadecimal),
        (ValueWithNames, NumberBase.Hexadecimal),
        (ValueWithNamesInText, NumberBase.Hexadecimal),
    ];

    [GeneratedRegex(@"^(?:\(gdb\)|crash(?:64)?>|drgn>|>>>|In \[[0-9]+\]:)", Any)]
    private static partial Regex Prompt { get; }

    [GeneratedRegex("^(?![a-z_]*flags)[a-z_]+: [0-9]+(?: kB)?$", Any)]
    private static partial Regex SmapsField { get; }

    [GeneratedRegex("^[0-9a-f]+-[0-9a-f]+ [r-][w-][x-][sp-](?: |$)", Any)]
    private static partial Regex MapsRow { get; }

    [GeneratedRegex("(?:^| )START END FLAGS(?: |$)")]
    private static partial Regex TableHead { get; }

    [GeneratedRegex("^(?!.*flags: 0x)(?:vma " + Hex + " start |prot " + Hex + " anon_vma |pgoff " + Hex + " (?:file|private_data) |refcnt " + Hex + "$|next " + Hex + " prev )", Any)]
    private static partial Regex DumpOfVma { get; }

    [GeneratedRegex(
        "^(?:mm " + Hex + " task_size |mmap_base |pgd |hiwater_rss |pinned_vm |start_code |start_brk |arg_start |binfmt |ioctx_table |owner |exe_file "
        + "|notifier_subscriptions |numa_next_scan |tlb_flush_pending )",
        Any)]
    private static partial Regex DumpOfMm { get; }

    /// <summary>The flags of a page, behind which its node and zone stand: another table than that of VMAs.</summary>
    [GeneratedRegex(@"(?<!" + W + @")flags ?: ?" + Number + @" ?\([^()]*(?:node|zone|section|lastcpupid)=", Any)]
    public static partial Regex FlagsOfPage { get; }

    [GeneratedRegex(@"^(?!vmflags)[0-9A-Za-z_.$*>()\[\]-]*flags(?: ?[=:] ?\{?)?$", Any)]
    private static partial Regex NameAlone { get; }

    [GeneratedRegex(@"(?<=^|[ =,{])\((?:const |volatile )*" + W + @"*flags_t\) ?(" + Number + ")", Any)]
    private static partial Regex DrgnCast { get; }

    [GeneratedRegex(@"^\([0-9A-Za-z_ ]+\) ?(" + Number + ")$", Any)]
    private static partial Regex AnyCast { get; }

    [GeneratedRegex(@"^\$[0-9]+ = " + Casts + "(" + Number + @")(?: ?\(([^()]*)\))?", Any)]
    private static partial Regex GdbValue { get; }

    [GeneratedRegex("^@" + W + @"*\[(?:[^\]]*, ?)?(" + Number + @")\]: [0-9]+$", Any)]
    private static partial Regex BpftraceKey { get; }

    [GeneratedRegex("(?<!" + W + ")vma (" + Hex + ") pagep ", Any)]
    private static partial Regex Binder { get; }

    [GeneratedRegex("(?<!" + W + ")start " + Hex + " end " + Hex + " flags (" + Hex + ")(?!" + W + ")", Any)]
    private static partial Regex DumpOfMerge { get; }

    [GeneratedRegex(@"^[0-9a-f]{8,16} [0-9a-f]+000 [0-9a-f]+000 (" + Hex + @")(?= [/\[(]|$)", Any)]
    private static partial Regex CrashRow { get; }

    [GeneratedRegex("^(" + Number + @"):? ?\(([^()]*)\)$", Any)]
    private static partial Regex ValueWithNames { get; }

    [GeneratedRegex("(?<!" + W + ")(" + Number + @"):? ?\((" + Names + @")\)", Any)]
    private static partial Regex ValueWithNamesInText { get; }
}
