namespace KernelFlags.Vma.Pages.Tables;

/// <content>Going through what is not empty.</content>
internal sealed partial class PageTable<TSync>
{
    /// <summary>Goes through what is not empty, and has the page table of each step locked until the next one.</summary>
    /// <param name="end">The page after the last one.</param>
    /// <param name="evenUnused">Whether leaves that hold nothing are among the steps.</param>
    /// <returns>The walk, before its first step.</returns>
    public Walk Range(ulong first, ulong end, bool evenUnused = false) => new(this, first, end, evenUnused);

    /// <summary>A step at a time through the leaves and huge pages of a range.</summary>
    /// <param name="end">The page after the last one.</param>
    /// <param name="evenUnused">Whether leaves that hold nothing are among the steps.</param>
    internal ref struct Walk(PageTable<TSync> table, ulong first, ulong end, bool evenUnused)
    {
        private ulong _next = first;
        private ulong _directoryEnd;
        private PageDirectory<TSync>? _directory;
#pragma warning disable CA2213 // Dispose does unlock it: the analyzer loses a field that is cleared behind that.
        private PageTableLock<TSync> _lock;
#pragma warning restore CA2213

        /// <summary>The first page of this step, clipped to the range.</summary>
        public ulong First { get; private set; }

        /// <summary>The page after the last one of this step, clipped to the range.</summary>
        public ulong End { get; private set; }

        /// <summary>The leaf; null where a huge page is mapped.</summary>
        public PageLeaf<TSync>? Leaf { get; private set; }

        /// <summary>The huge page; none where there is a leaf.</summary>
        public PageEntry Huge { get; private set; }

        /// <summary>Whether this step is the whole of a leaf or of a huge page.</summary>
        public readonly bool IsWhole => End - First == PageTable.LeafPages;

        /// <summary>Goes to the next step. After the last one nothing is locked any more: a walk is gone to its end, or disposed.</summary>
        /// <returns>False at the end.</returns>
        public bool MoveNext()
        {
            Dispose();
            while (_next < _directoryEnd || TryEnterDirectory())
            {
                var slot = Slot(_next);
                (First, End) = (_next, Math.Min(end, PageTable.LeafStart(_next) + PageTable.LeafPages));
                _next = End;
                if (_directory!.IsEmpty(slot))
                {
                    continue;
                }

                var locked = new PageTableLock<TSync>(ref _directory.LockOf(slot));
                (Leaf, Huge) = (_directory.Leaves[slot], _directory.Huge(slot));
                if (!Huge.IsNone || (Leaf is not null && (evenUnused || Leaf.Used > 0)))
                {
                    _lock = locked;
                    return true;
                }

                locked.Dispose();
            }

            return false;
        }

        /// <summary>Unlocks what is locked, where the walk ends before its end.</summary>
        public void Dispose()
        {
            _lock.Dispose();
            _lock = default;
        }

        /// <summary>Finds the first directory that has pages of what is left of the range.</summary>
        private bool TryEnterDirectory()
        {
            _directory = _next < end ? table.FirstDirectory(_next) : null;
            if (_directory is null || _directory.First >= end)
            {
                return false;
            }

            _next = Math.Max(_next, _directory.First);
            _directoryEnd = Math.Min(end, DirectoryEnd(_directory));
            return true;
        }
    }
}
