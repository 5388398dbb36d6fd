using System.Runtime.CompilerServices;
using KernelFlags.Proc.Input;

namespace KernelFlags.Proc.Mappings;

/// <summary>
/// The fields of VMAs that were read last. Most VMAs of a process with many have the same fields, byte for byte, as one of those before:
/// these are compared and not read again.
/// </summary>
internal sealed class FieldBlocks
{
    private const int MaxBlocks = 8;

    /// <summary>smaps has some 700 bytes of fields.</summary>
    private const int LongestText = 4 << 10;

    private readonly Block[] _blocks = new Block[MaxBlocks];
    private int _count;
    private int _oldest;
    private Block? _last;
    private Block? _taken;
    private Block? _recorded;
    private bool _isOpen;

    /// <summary>Takes the fields that follow, if they are known. If not, those that are read are remembered.</summary>
    /// <param name="lines">The file, after an address line.</param>
    /// <param name="entry">The VMA of that line; gets the values.</param>
    /// <returns>How many fields were taken; 0 for none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Take(InputLineReader lines, ref MapsEntry entry)
    {
        // VMAs of two kinds often take turns.
        var block = _last?.Next;
        block = block is not null && IsNext(lines, block) ? block : Find(lines);
        if (block is null)
        {
            _isOpen = true;
            return 0;
        }

        Follow(block);
        _taken = block;
        block.Uses++;
        ref readonly var known = ref block.Values;
        entry.Rss = known.Rss;
        entry.Pss = known.Pss;
        entry.Dirty = known.Dirty;
        entry.Anonymous = known.Anonymous;
        entry.Locked = known.Locked;
        entry.Huge = known.Huge;
        entry.HugeTlb = known.HugeTlb;
        entry.Swap = known.Swap;
        entry.ProtectionKey = known.ProtectionKey;
        entry.VmFlags = known.VmFlags;
        return block.Fields.Count;
    }

    /// <summary>Whether a field is among those that were taken for the VMA.</summary>
    /// <returns>False also where none were.</returns>
    public bool HasTaken(MapsField field) => _taken?.Fields.Contains(field) ?? false;

    /// <summary>Does not remember the fields of this VMA: they hold what others like them do not.</summary>
    public void Forget()
    {
        _recorded?.Clear();
        (_recorded, _isOpen) = (null, false);
    }

    /// <summary>Adds a field that was read.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="value">What it adds to the sum.</param>
    public void Add(ReadOnlySpan<byte> line, MapsField field, ulong value)
    {
        if (!_isOpen)
        {
            return;
        }

        var block = _recorded ??= Oldest();
        if (block.Length + line.Length >= LongestText)
        {
            Forget();
            return;
        }

        line.CopyTo(block.Text.AsSpan(block.Length));
        block.Length += line.Length;
        block.Text[block.Length++] = (byte)'\n';
        block.Fields.Add(field);
        block.Sums.Add(value);
    }

    /// <summary>Ends a VMA.</summary>
    /// <param name="entry">The VMA with its values.</param>
    public void End(in MapsEntry entry)
    {
        if (_recorded is { } block)
        {
            block.Values = entry;
            Follow(block);
        }

        (_taken, _recorded, _isOpen) = (null, null, false);
    }

    /// <summary>Adds to each field's sum what it had in VMAs whose fields were not read again.</summary>
    public void AddSums()
    {
        foreach (var block in _blocks.AsSpan(0, _count))
        {
            AddSums(block);
        }
    }

    private static void AddSums(Block block)
    {
        for (var i = 0; i < block.Fields.Count; i++)
        {
            block.Fields[i].Total += block.Sums[i] * block.Uses;
        }

        block.Uses = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Block? Find(InputLineReader lines)
    {
        foreach (var block in _blocks.AsSpan(0, _count))
        {
            if (IsNext(lines, block))
            {
                return block;
            }
        }

        return null;
    }

    private static bool IsNext(InputLineReader lines, Block block) =>
        block.Length > 0 && lines.TrySkip(block.Text.AsSpan(0, block.Length), block.Fields.Count);

    /// <summary>A block to fill: a new one, else the one that was filled first.</summary>
    private Block Oldest()
    {
        if (_count < MaxBlocks)
        {
            return _blocks[_count++] = new Block();
        }

        var block = _blocks[_oldest];
        _oldest = (_oldest + 1) % MaxBlocks;
        AddSums(block);
        block.Clear();
        return block;
    }

    private void Follow(Block block)
    {
        if (_last is not null)
        {
            _last.Next = block;
        }

        _last = block;
    }

    /// <summary>The fields of a VMA.</summary>
    private sealed class Block
    {
        public MapsEntry Values;

        public byte[] Text { get; } = new byte[LongestText];

        public int Length { get; set; }

        public List<MapsField> Fields { get; } = [];

        public List<ulong> Sums { get; } = [];

        /// <summary>How many VMAs had them that are not in the sums yet.</summary>
        public ulong Uses { get; set; }

        /// <summary>The fields of the VMA that came after it the last time.</summary>
        public Block? Next { get; set; }

        public void Clear()
        {
            Length = 0;
            Fields.Clear();
            Sums.Clear();
        }
    }
}
