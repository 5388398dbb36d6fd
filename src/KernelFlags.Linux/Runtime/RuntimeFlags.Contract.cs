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
    }

    /// <summary>On their own: they are asked for seldom, and trace names are flags of this type, which needs its width first.</summary>
    private static class Names
    {
        internal static readonly KernelCapabilities Capabilities = RuntimeSlot<TSlot>.Words.Capabilities;
        internal static readonly NamedFlags<RuntimeFlags<TSlot>>[] Trace = RuntimeSlot<TSlot>.Words.TraceNames<RuntimeFlags<TSlot>>();
    }
}
