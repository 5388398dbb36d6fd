using System.Text.RegularExpressions;
using KernelFlags.Live.Trees;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Audit.Copies;

/// <summary>Holds what other code names of flags against the tree: selftests mnemonics, Rust its constants.</summary>
internal static partial class UserChecks
{
    private const string Selftests = "tools/testing/selftests/mm";

    /// <summary>Mnemonics that selftests of memory management wait for and smaps does not print.</summary>
    /// <param name="files">The tree.</param>
    public static IEnumerable<CopyFinding> OfSelftests(TreeFiles files)
    {
        var folder = Path.Combine(files.Folder, Selftests);
        if (files.Mnemonics is not { } mnemonics || !Directory.Exists(folder))
        {
            return [];
        }

        var printed = mnemonics.Rows.Select(row => row.Mnemonic).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from path in Directory.EnumerateFiles(folder).Where(path => Path.GetExtension(path) is ".c" or ".h").Order(StringComparer.Ordinal)
               let file = CFile.Read(files.Folder, $"{Selftests}/{Path.GetFileName(path)}")
               from line in file.Lines
               from Match match in Asked().Matches(line.Code)
               let mnemonic = match.Groups[1]
               where !printed.Contains(mnemonic.Value)
               select CopyFinding.At(
                   AuditRule.Left, file.Source, Span.Of(line, mnemonic), mnemonic.Value, $"\"{mnemonic.Value}\" is waited for, and {MnemonicSource.Path} prints it for no flag"),
        ];
    }

    /// <summary>What the Rust list lacks of the header, and has that the header lacks.</summary>
    /// <param name="files">The tree.</param>
    public static IEnumerable<CopyFinding> OfRust(TreeFiles files)
    {
        if (RustSource.Read(files.Folder) is not { Flags.Count: > 0 } rust)
        {
            return [];
        }

        var named = rust.Flags.Select(flag => flag.Flag).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. files.OwnFlags.Where(flag => !named.Contains(HeaderFlags.Word + flag)).Select(flag => CopyFinding.At(
                AuditRule.Forgotten, rust.Source, rust.Flags[^1].Line, flag, $"{HeaderFlags.Word}{flag} has no constant; {files.HeaderSays(flag)}")),
            .. rust.Flags.Where(flag => flag.Flag != "VM_NONE" && files.Header.FlagOf(flag.Flag) is null && !files.Header.Macros.Contains(flag.Flag)).Select(flag => CopyFinding.At(
                AuditRule.Left, rust.Source, flag.Line, flag.Flag, $"{flag.Flag} has a constant and {HeaderSource.Header} does not define it")),
        ];
    }

    /// <summary>A mnemonic that a function about VmFlags is called with.</summary>
    [GeneratedRegex(@"\b\w*(?i:vm_?flag)\w*\s*\([^;""]*""([a-z]{2})""")]
    private static partial Regex Asked();
}
