namespace KernelFlags.Cli.Tests.Fuzzing.Targets;

/// <summary>The definitions of the checkout and a kernel of them, read once.</summary>
internal static class KnownKernel
{
    /// <summary>The definitions.</summary>
    public static DefinitionModel Model => Repository.Model;

    /// <summary>A kernel.</summary>
    public static KernelProfile Profile { get; } = KernelSelector.Of(Model, new KernelVersion(7, 2), "x86_64");

    /// <summary>Its flags.</summary>
    public static ResolvedTable Table { get; } = TableResolver.Resolve(Model.FindTable("vma")!, Profile);

    /// <summary>A table of few flags, for what goes through all of them.</summary>
    public static ResolvedTable SmallTable { get; } = TableResolver.Resolve(
        DefinitionLoader.Load([new DefinitionFile("door/flags.yaml", "door/flags.yaml", SmallText)]).Model.FindTable("door")!, Profile);

    /// <summary>What it is read from.</summary>
    public static string SmallText =>
        """
        flags:
        - {name: OPEN, bit: 0, smaps: op, trace: open, summary: It is open.}
        - {name: LOCKED, bit: 2, since: "6.5", when: 64BIT, summary: It is locked.}
        masks:
        - {name: ANY, flags: [OPEN, LOCKED], summary: Any.}

        """;
}
