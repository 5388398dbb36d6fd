namespace KernelFlags.Linux.Runtime;

/// <content>The members that depend on the kernel.</content>
internal readonly partial struct RuntimeFlags<TSlot>
{
    /// <inheritdoc/>
    public static int Width => Words.Width;

    /// <inheritdoc/>
    public static KernelCapabilities Capabilities => Names.Capabilities;

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Known => new(Words.Known);

    /// <inheritdoc/>
    public static ReadOnlySpan<FlagInfo> Flags => Words.Flags;

    /// <inheritdoc/>
    public static ReadOnlySpan<string> Mnemonics => Words.Mnemonics;

    /// <inheritdoc/>
    public static ReadOnlySpan<NamedFlags<RuntimeFlags<TSlot>>> TraceNames => Names.Trace;

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Sticky => new(Words.Sticky);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> IgnoredOnMerge => new(Words.IgnoredOnMerge);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> CopyOnFork => new(Words.CopyOnFork);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> AtomicWritable => new(Words.AtomicWritable);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Access => new(Words.Access);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Special => new(Words.Special);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> LockedMask => new(Words.LockedMask);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> UserfaultfdMask => new(Words.UserfaultfdMask);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Read => new(Words.Read);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Write => new(Words.Write);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Exec => new(Words.Exec);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Shared => new(Words.Shared);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> MayRead => new(Words.MayRead);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> MayWrite => new(Words.MayWrite);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> MayExec => new(Words.MayExec);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> MayShare => new(Words.MayShare);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> GrowsDown => new(Words.GrowsDown);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> GrowsUp => new(Words.GrowsUp);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> UffdMissing => new(Words.UffdMissing);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> UffdWriteProtect => new(Words.UffdWriteProtect);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> UffdMinor => new(Words.UffdMinor);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> UffdReadWriteProtect => new(Words.UffdReadWriteProtect);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> PfnMap => new(Words.PfnMap);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> MixedMap => new(Words.MixedMap);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Io => new(Words.Io);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> DontExpand => new(Words.DontExpand);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> HugeTlb => new(Words.HugeTlb);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Sync => new(Words.Sync);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Droppable => new(Words.Droppable);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> MaybeGuard => new(Words.MaybeGuard);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Locked => new(Words.Locked);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> LockOnFault => new(Words.LockOnFault);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Sealed => new(Words.Sealed);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> SeqRead => new(Words.SeqRead);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> RandRead => new(Words.RandRead);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> DontCopy => new(Words.DontCopy);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> WipeOnFork => new(Words.WipeOnFork);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> DontDump => new(Words.DontDump);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> HugePage => new(Words.HugePage);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> NoHugePage => new(Words.NoHugePage);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Mergeable => new(Words.Mergeable);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Account => new(Words.Account);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> NoReserve => new(Words.NoReserve);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> SoftDirty => new(Words.SoftDirty);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> ShadowStack => new(Words.ShadowStack);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> ProtectionKeyMask => new(Words.ProtectionKeyMask);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> ProtectionKeyBit0 => new(Words.ProtectionKeyBit0);

    /// <summary>Plain numbers: those the compiler of the runtime takes as constants once they are set, and a value of a type of ours it
    /// would load.</summary>
    private static class Words
    {
        private static readonly FlagWords Of = RuntimeSlot<TSlot>.Words;

        internal static readonly int Width = Of.Width;
        internal static readonly ulong All = Of.All;
        internal static readonly ulong Known = Of.Known;
        internal static readonly FlagInfo[] Flags = Of.Flags;
        internal static readonly string[] Mnemonics = Of.Mnemonics;
        internal static readonly ulong Sticky = Of.Sticky;
        internal static readonly ulong IgnoredOnMerge = Of.IgnoredOnMerge;
        internal static readonly ulong CopyOnFork = Of.CopyOnFork;
        internal static readonly ulong AtomicWritable = Of.AtomicWritable;
        internal static readonly ulong Access = Of[Role.Access];
        internal static readonly ulong Special = Of[Role.Special];
        internal static readonly ulong LockedMask = Of[Role.LockedMask];
        internal static readonly ulong UserfaultfdMask = Of[Role.UserfaultfdMask];
        internal static readonly ulong Read = Of[Role.Read];
        internal static readonly ulong Write = Of[Role.Write];
        internal static readonly ulong Exec = Of[Role.Exec];
        internal static readonly ulong Shared = Of[Role.Shared];
        internal static readonly ulong MayRead = Of[Role.MayRead];
        internal static readonly ulong MayWrite = Of[Role.MayWrite];
        internal static readonly ulong MayExec = Of[Role.MayExec];
        internal static readonly ulong MayShare = Of[Role.MayShare];
        internal static readonly ulong GrowsDown = Of[Role.GrowsDown];
        internal static readonly ulong GrowsUp = Of[Role.GrowsUp];
        internal static readonly ulong UffdMissing = Of[Role.UffdMissing];
        internal static readonly ulong UffdWriteProtect = Of[Role.UffdWriteProtect];
        internal static readonly ulong UffdMinor = Of[Role.UffdMinor];
        internal static readonly ulong UffdReadWriteProtect = Of[Role.UffdReadWriteProtect];
        internal static readonly ulong PfnMap = Of[Role.PfnMap];
        internal static readonly ulong MixedMap = Of[Role.MixedMap];
        internal static readonly ulong Io = Of[Role.Io];
        internal static readonly ulong DontExpand = Of[Role.DontExpand];
        internal static readonly ulong HugeTlb = Of[Role.HugeTlb];
        internal static readonly ulong Sync = Of[Role.Sync];
        internal static readonly ulong Droppable = Of[Role.Droppable];
        internal static readonly ulong MaybeGuard = Of[Role.MaybeGuard];
        internal static readonly ulong Locked = Of[Role.Locked];
        internal static readonly ulong LockOnFault = Of[Role.LockOnFault];
        internal static readonly ulong Sealed = Of[Role.Sealed];
        internal static readonly ulong SeqRead = Of[Role.SeqRead];
        internal static readonly ulong RandRead = Of[Role.RandRead];
        internal static readonly ulong DontCopy = Of[Role.DontCopy];
        internal static readonly ulong WipeOnFork = Of[Role.WipeOnFork];
        internal static readonly ulong DontDump = Of[Role.DontDump];
        internal static readonly ulong HugePage = Of[Role.HugePage];
        internal static readonly ulong NoHugePage = Of[Role.NoHugePage];
        internal static readonly ulong Mergeable = Of[Role.Mergeable];
        internal static readonly ulong Account = Of[Role.Account];
        internal static readonly ulong NoReserve = Of[Role.NoReserve];
        internal static readonly ulong SoftDirty = Of[Role.SoftDirty];
        internal static readonly ulong ShadowStack = Of[Role.ShadowStack];
        internal static readonly ulong ProtectionKeyMask = Of[Role.ProtectionKeyMask];
        internal static readonly ulong ProtectionKeyBit0 = Of[Role.ProtectionKeyBit0];
    }

    /// <summary>On their own: they are asked for seldom, and trace names are flags of this type, which needs its width first.</summary>
    private static class Names
    {
        internal static readonly KernelCapabilities Capabilities = RuntimeSlot<TSlot>.Words.Capabilities;
        internal static readonly NamedFlags<RuntimeFlags<TSlot>>[] Trace = RuntimeSlot<TSlot>.Words.TraceNames<RuntimeFlags<TSlot>>();
    }
}
