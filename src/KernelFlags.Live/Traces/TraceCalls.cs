namespace KernelFlags.Live.Traces;

/// <summary>
/// The operations of the format, a row each; whoever reads or writes a line walks its row. What an operation does stands where it is done: in
/// <see cref="Replay.EngineTarget{TFlags}"/> for the engine, in <see cref="Running.LiveTarget"/> for the running kernel.
/// </summary>
internal static class TraceCalls
{
    /// <summary>The rows, in the order of <see cref="TraceOp"/>.</summary>
    private static readonly TraceCall[] Rows =
    [
        new(TraceOp.Mmap, "mmap", TraceKeys.Address, TraceKeys.Length, TraceKeys.Protection, TraceKeys.MapFlags, TraceKeys.File, TraceKeys.Offset) { ReturnsAddress = true },
        new(TraceOp.Munmap, "munmap", TraceKeys.Address, TraceKeys.Length),
        new(TraceOp.Mprotect, "mprotect", TraceKeys.Address, TraceKeys.Length, TraceKeys.Protection),
        new(TraceOp.Madvise, "madvise", TraceKeys.Address, TraceKeys.Length, TraceKeys.Advice),
        new(TraceOp.Mlock, "mlock", TraceKeys.Address, TraceKeys.Length),
        new(TraceOp.Mlock2, "mlock2", TraceKeys.Address, TraceKeys.Length, TraceKeys.OnFault),
        new(TraceOp.Munlock, "munlock", TraceKeys.Address, TraceKeys.Length),
        new(TraceOp.Mseal, "mseal", TraceKeys.Address, TraceKeys.Length),
        new(TraceOp.Mremap, "mremap", TraceKeys.Address, TraceKeys.OldLength, TraceKeys.NewLength, TraceKeys.RemapFlags, TraceKeys.NewAddress) { ReturnsAddress = true },
        new(TraceOp.Name, "name", TraceKeys.Address, TraceKeys.Length, TraceKeys.Name),
        new(TraceOp.UffdRegister, "uffd_register", TraceKeys.Address, TraceKeys.Length, TraceKeys.UffdMode, TraceKeys.Context),
        new(TraceOp.UffdUnregister, "uffd_unregister", TraceKeys.Address, TraceKeys.Length, TraceKeys.Context),
        new(TraceOp.UffdWriteProtect, "uffd_wp", TraceKeys.Address, TraceKeys.Length, TraceKeys.On, TraceKeys.Context),
        new(TraceOp.Touch, "touch", TraceKeys.Address, TraceKeys.Length, TraceKeys.Access),
        new(TraceOp.Fork, "fork", TraceKeys.Child),
        new(TraceOp.Exit, "exit"),
        new(TraceOp.Brk, "brk", TraceKeys.Address) { ReturnsAddress = true },
        new(TraceOp.Mbind, "mbind", TraceKeys.Address, TraceKeys.Length, TraceKeys.PolicyMode, TraceKeys.Nodes, TraceKeys.PolicyFlags),
    ];

    private static readonly NameTable Names = new([.. Rows.Select(row => row.Name)]);

    /// <summary>The rows, in the order of <see cref="TraceOp"/>.</summary>
    public static IReadOnlyList<TraceCall> All => Rows;

    /// <summary>The row of an operation.</summary>
    public static TraceCall Of(TraceOp op) => Rows[(int)op];

    /// <summary>The row with a name; null without one.</summary>
    public static TraceCall? Find(ReadOnlySpan<byte> name) => Names.TryGetValue(name, out var row) ? Rows[row] : null;
}
