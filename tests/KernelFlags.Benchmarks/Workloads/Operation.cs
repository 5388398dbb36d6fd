namespace KernelFlags.Benchmarks.Workloads;

/// <summary>What an operation does.</summary>
internal enum OperationKind
{
    /// <summary>mprotect(2) to no access.</summary>
    ProtectNone,

    /// <summary>mprotect(2) to reading.</summary>
    ProtectRead,

    /// <summary>munmap(2), then mmap(2) without access.</summary>
    RemapNone,

    /// <summary>munmap(2), then mmap(2) for reading.</summary>
    RemapRead,

    /// <summary>Sets the guard flag of the VMA that a page is in.</summary>
    Guard,
}

/// <summary>An operation of a workload, in the word that the peer uses too.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Length">How many pages.</param>
internal readonly record struct Operation(OperationKind Kind, uint Length, uint Page)
{
    private static readonly OperationKind[] Protect = [OperationKind.ProtectNone, OperationKind.ProtectRead];
    private static readonly OperationKind[] Remap = [OperationKind.RemapNone, OperationKind.RemapRead];

    /// <summary>The order in which W1rnd maps its pages (Fisher-Yates, seed 1).</summary>
    /// <param name="n">How many pages.</param>
    public static uint[] Permutation(int n)
    {
        var pages = new uint[n];
        for (var i = 0; i < n; i++)
        {
            pages[i] = (uint)i;
        }

        var random = new RandomStream(1);
        for (var i = n - 1; i > 0; i--)
        {
            var j = (int)random.Below((ulong)i + 1);
            (pages[i], pages[j]) = (pages[j], pages[i]);
        }

        return pages;
    }

    /// <summary>The operations of W3 (seed 3), and of W5 (seed 5, with sticky flags): each changes at least one page.</summary>
    /// <param name="pages">How many pages there are, in VMAs of <see cref="SpaceUnderTest.ChurnSlot"/>.</param>
    /// <param name="count">How many operations.</param>
    /// <param name="sticky">Whether some unmap and map again, and some set the guard flag.</param>
    public static Operation[] Churn(uint pages, int count, ulong seed, bool sticky)
    {
        var model = new byte[pages];
        for (var i = 0; i < model.Length; i++)
        {
            model[i] = (byte)((i / SpaceUnderTest.ChurnSlot) & 1);
        }

        var random = new RandomStream(seed);
        var operations = new Operation[count];
        foreach (ref var operation in operations.AsSpan())
        {
            var page = (uint)random.Below(pages);
            var length = 1 + (uint)random.Below(8);
            var dice = sticky ? random.Below(100) : 0;
            if (dice == 99)
            {
                operation = new(OperationKind.Guard, 1, page);
                continue;
            }

            length = Math.Min(length, pages - page);
            var bit = 1 - model[page];
            model.AsSpan((int)page, (int)length).Fill((byte)bit);
            operation = new((dice >= 90 ? Remap : Protect)[bit], length, page);
        }

        return operations;
    }

    /// <summary>The same operations, each done by munmap(2) and mmap(2).</summary>
    /// <param name="operations">The operations, all of them mprotect(2).</param>
    public static Operation[] AsRemaps(Operation[] operations) =>
        Array.ConvertAll(operations, operation => operation with { Kind = Remap[(int)operation.Kind] });

    /// <summary>The operations of W4 (seed 4): unmap and map again within one of the slots.</summary>
    /// <param name="n">How many slots, of <see cref="SpaceUnderTest.RemapSlot"/> pages.</param>
    /// <param name="count">How many operations.</param>
    public static Operation[] Slots(int n, int count)
    {
        var random = new RandomStream(4);
        var operations = new Operation[count];
        foreach (ref var operation in operations.AsSpan())
        {
            var slot = (uint)random.Below((ulong)n);
            var first = (uint)random.Below(SpaceUnderTest.RemapSlot);
            var length = 1 + (uint)random.Below(SpaceUnderTest.RemapSlot - first);
            operation = new(Remap[slot & 1], length, (slot * SpaceUnderTest.RemapSlot) + first);
        }

        return operations;
    }
}
