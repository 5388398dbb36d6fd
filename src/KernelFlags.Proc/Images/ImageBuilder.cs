using KernelFlags.Proc.Mappings;
using KernelFlags.Vma;

namespace KernelFlags.Proc.Images;

/// <summary>Names that maps gives memory by its place.</summary>
internal static class ImageBuilder
{
    public const string Heap = "[heap]";
    public const string Stack = "[stack]";
}

/// <summary>Makes an address space of the VMAs of a text, as <see cref="ProcessImage{TFlags}"/> says.</summary>
/// <param name="vmas">The VMAs, in the order of their addresses.</param>
/// <param name="options">What it is made with; null for the defaults.</param>
/// <param name="fileOf">The file of a VMA; null for private anonymous memory.</param>
internal sealed class ImageBuilder<TFlags>(IReadOnlyList<MapsEntry> vmas, AddressSpaceOptions? options, Func<MapsEntry, VmaFile?> fileOf)
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private readonly KernelCapabilities _capabilities = options?.Machine?.Capabilities ?? TFlags.Capabilities;
    private readonly ulong _pageSize = options?.Machine?.PageSize ?? new Machine(TFlags.Capabilities).PageSize;
    private readonly List<VmaDescription<TFlags>> _made = [];
    private readonly List<AddressRange> _notModelled = [];
    private int _anonVmas;

    /// <summary>What watches memory that a userfaultfd was registered for.</summary>
    private Userfaultfd? _uffd;

    public ProcessImage<TFlags> Build()
    {
        var flags = new ImageFlags<TFlags>(_capabilities);
        VmaDescription<TFlags>? gate = null;
        foreach (var vma in vmas)
        {
            var made = Describe(vma, flags.Of(vma));
            if (vma.Start > long.MaxValue)
            {
                gate = made;
                continue;
            }

            _made.Add(made);
            if (made.Flags.TestAny(TFlags.HugeTlb | TFlags.PfnMap | TFlags.MixedMap | TFlags.Io) && !vma.Backing.IsKernels)
            {
                _notModelled.Add(new(vma.Start, vma.End));
            }
        }

        KeepApart();
        return new(new(_made, Options()) { Gate = gate }, _notModelled, flags.Unknown);
    }

    private VmaDescription<TFlags> Describe(in MapsEntry vma, TFlags flags)
    {
        var file = fileOf(vma);
        var hasOwnPages = vma.IsShared != true && !vma.Backing.IsKernels && (vma.Anonymous > 0 || vma.Swap > 0);
        return new()
        {
            Start = vma.Start,
            End = vma.End,
            Flags = flags,
            PageOffset = (file is null ? vma.Start : vma.Offset) / _pageSize,
            File = file,
            Name = vma.Backing.AnonymousName,
            Uffd = flags.TestAny(TFlags.UserfaultfdMask) ? _uffd ??= new(default) : null,
            AnonVma = hasOwnPages ? ++_anonVmas : 0,
        };
    }

    /// <summary>Gives neighbours that would merge what keeps them apart.</summary>
    private void KeepApart()
    {
        var asked = new AddressSpace<TFlags>(options);
        for (var i = 1; i < _made.Count; i++)
        {
            var (left, right) = (_made[i - 1], _made[i]);
            if (left.End != right.Start
                || (left.AnonVma != 0 && right.AnonVma != 0)
                || asked.Explain(left, right).Reason != MergeReason.None)
            {
                continue;
            }

            if (right.Flags.TestAny(TFlags.MayShare))
            {
                _made[i] = right with { File = right.File?.Reopen(right.File.IsWritable) };
                continue;
            }

            _made[i - 1] = left with { AnonVma = left.AnonVma != 0 ? left.AnonVma : ++_anonVmas };
            _made[i] = right with { AnonVma = right.AnonVma != 0 ? right.AnonVma : ++_anonVmas };
        }
    }

    private AddressSpaceOptions Options()
    {
        var made = options ?? new();
        var end = _made.Count > 0 ? _made[^1].End : 0;
        if (end > made.TaskSize)
        {
            made = made with { TaskSize = Math.Min(long.MaxValue, 1UL << (64 - (int)ulong.LeadingZeroCount(end - 1))) };
        }

        foreach (var vma in vmas)
        {
            switch (vma.Backing.Path)
            {
                case ImageBuilder.Heap:
                    made = made with { BreakStart = made.Break == 0 ? vma.Start : made.BreakStart, Break = vma.End };
                    break;
                case ImageBuilder.Stack:
                    made = made with { StackStart = vma.End - _pageSize, PlacementTop = options is null ? HighestBelow(vma.Start) ?? made.PlacementTop : made.PlacementTop };
                    break;
            }
        }

        return made;
    }

    /// <summary>Where the highest VMA below an address ends, above which mmap(2) is not known to have placed anything.</summary>
    private ulong? HighestBelow(ulong address) => _made.FindLast(vma => vma.End <= address) is { End: > 0 and var end } ? end : null;
}
