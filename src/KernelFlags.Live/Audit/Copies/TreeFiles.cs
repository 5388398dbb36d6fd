using KernelFlags.Live.Headers;
using KernelFlags.Live.Trees;

namespace KernelFlags.Live.Audit.Copies;

/// <summary>The places of a kernel tree that are kept by hand, those that it has.</summary>
/// <param name="Folder">The tree's folder.</param>
/// <param name="Header">The header.</param>
/// <param name="Mnemonics">The mnemonics of smaps; null where the tree lacks them.</param>
/// <param name="Trace">The trace table; null where the tree lacks it.</param>
/// <param name="Document">The mnemonics that are explained; null where the tree lacks them.</param>
/// <param name="Copy">The copy of the header; null where the tree lacks one.</param>
/// <param name="Base">The header of the tree that this one is compared with; null where it is not.</param>
internal sealed record TreeFiles(
    string Folder, HeaderFlags Header, MnemonicSource? Mnemonics, TraceSource? Trace, ProcDocument? Document, HeaderFlags? Copy, HeaderFlags? Base)
{
    /// <summary>Reads a tree.</summary>
    /// <param name="folder">The tree's folder.</param>
    /// <param name="before">The tree that it is compared with; null for none.</param>
    /// <exception cref="HeaderException">It is no kernel tree, or a file can't be read.</exception>
    public static TreeFiles Read(string folder, string? before) => new(
        folder,
        HeaderOf(folder),
        MnemonicSource.Read(folder),
        TraceSource.Read(folder),
        ProcDocument.Read(folder),
        HeaderSource.ReadCopy(folder) is { } copy ? new HeaderFlags(copy) : null,
        before is null ? null : HeaderOf(before));

    /// <summary>Whether the tree has a flag that the one that it is compared with lacks.</summary>
    /// <param name="flag">The name without a prefix.</param>
    /// <returns>True when so.</returns>
    public bool IsNew(string flag) => Base is { } before && !before.IsFlag(flag);

    /// <summary>The flags with a bit of their own that is no mere place for those of architectures.</summary>
    public IEnumerable<string> OwnFlags => Header.Own.Where(flag => Mnemonics?.Rows.Any(row => row.Flag == HeaderFlags.Word + flag) == true || !IsShared(flag));

    /// <summary>What the header says of a flag, as a message ends.</summary>
    /// <param name="flag">The name without a prefix.</param>
    public string HeaderSays(string flag) => $"{Header.Source.File.Source.Path} defines it as {Header.Describe(flag)}";

    private bool IsShared(string flag) => Header.Source.Bits.Any(bit => bit.Alias == flag)
        || Header.Source.Macros.Any(macro => macro.Kind == FlagMacroKind.Alias && macro.Body == HeaderFlags.Word + flag);

    private static HeaderFlags HeaderOf(string folder)
    {
        var source = HeaderSource.Read(folder) ?? throw new HeaderException($"{folder}: no {HeaderSource.Header}; this is not a kernel tree, or not a whole one");
        var flags = new HeaderFlags(source);
        return flags.Own.Any() ? flags : throw new HeaderException($"{Path.Combine(folder, HeaderSource.Header)}: it defines no VMA flags");
    }
}
