using System.Globalization;
using KernelFlags.Proc.Mappings;
using KernelFlags.Vma.Readers;

namespace KernelFlags.Proc.Images;

/// <summary>The flags of VMAs by what a text says of them.</summary>
/// <param name="capabilities">What the kernel does.</param>
internal sealed class ImageFlags<TFlags>(KernelCapabilities capabilities)
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private readonly Dictionary<string, TFlags> _lines = new(StringComparer.Ordinal);
    private readonly List<string> _unknown = [];

    /// <summary>Words that the type does not have, each once.</summary>
    public IReadOnlyList<string> Unknown => _unknown;

    /// <summary>The flags of a VMA: those of its line, else those that mmap(2) gives for the letters.</summary>
    public TFlags Of(in MapsEntry vma)
    {
        var flags = vma.VmFlags is { } line ? OfLine(line) : OfLetters(vma);
        if (vma.ProtectionKey == 0)
        {
            return flags;
        }

        if (!ProcText.TryGetKeyFlags<TFlags>(vma.ProtectionKey, out var key))
        {
            AddUnknown(string.Create(CultureInfo.InvariantCulture, $"ProtectionKey {vma.ProtectionKey}"));
        }

        return flags.With(key);
    }

    private TFlags OfLine(string line)
    {
        if (!_lines.TryGetValue(line, out var flags))
        {
            flags = FlagParser.ParseMnemonics<TFlags>(line, out var unknown);
            foreach (var name in unknown)
            {
                AddUnknown(name.ToString());
            }

            _lines.Add(line, flags);
        }

        return flags;
    }

    private TFlags OfLetters(in MapsEntry vma)
    {
        var flags = If(vma.Perm[0] == 'r', TFlags.Read)
            .With(If(vma.Perm[1] == 'w', TFlags.Write))
            .With(If(vma.Perm[2] == 'x', TFlags.Exec));
        if (vma.Start > long.MaxValue)
        {
            return flags;
        }

        flags = flags.With(TFlags.MayRead).With(TFlags.MayWrite).With(TFlags.MayExec).With(If(capabilities.Has(KernelCapability.SoftDirty), TFlags.SoftDirty));
        return vma switch
        {
            { IsShared: true } => flags.With(TFlags.Shared).With(TFlags.MayShare),
            { Backing.IsKernels: true } => flags.With(TFlags.DontExpand),
            { Backing.Path: ImageBuilder.Stack } => flags.With(TFlags.GrowsDown).With(TFlags.Account),
            _ => flags.With(If(vma.Perm[1] == 'w', TFlags.Account)),
        };
    }

    private void AddUnknown(string word)
    {
        if (!_unknown.Contains(word))
        {
            _unknown.Add(word);
        }
    }

    private static TFlags If(bool condition, TFlags flags) => condition ? flags : TFlags.None;
}
