namespace KernelFlags.Definitions.Model;

/// <summary>What must hold of a kernel for a definition, or a part of one, to apply.</summary>
public abstract record Condition
{
    private Condition()
    {
    }

    /// <summary>Holds always.</summary>
    public static Condition Always { get; } = new All(default);

    /// <summary>Holds never.</summary>
    public static Condition Never { get; } = new Any(default);

    /// <summary>Holds when each of <paramref name="Terms"/> does.</summary>
    public sealed record All(EquatableArray<Condition> Terms) : Condition;

    /// <summary>Holds when one of <paramref name="Terms"/> does.</summary>
    public sealed record Any(EquatableArray<Condition> Terms) : Condition;

    /// <summary>Holds when <paramref name="Term"/> does not.</summary>
    public sealed record Not(Condition Term) : Condition;

    /// <summary>Holds when a CONFIG option is set (to <c>y</c>, <c>m</c> or a number).</summary>
    /// <param name="Name">The option, without <c>CONFIG_</c>.</param>
    public sealed record Option(string Name) : Condition;

    /// <summary>
    /// Holds when a numeric CONFIG option is above a limit. An option that is not set counts as 0, as in the preprocessor.
    /// </summary>
    /// <param name="Name">The option, without <c>CONFIG_</c>.</param>
    public sealed record OptionAbove(string Name, int Limit) : Condition;

    /// <summary>Holds on one of some architectures.</summary>
    public sealed record Arch(EquatableArray<string> Names) : Condition;

    /// <summary>Holds for kernels from <paramref name="Since"/> up to but not including <paramref name="Until"/>.</summary>
    /// <param name="Since">The first versions; null for all before <paramref name="Until"/>.</param>
    /// <param name="Until">The first versions that are no longer meant; null for all from <paramref name="Since"/>.</param>
    public sealed record Versions(VersionPoint? Since, VersionPoint? Until) : Condition
    {
        /// <summary>The versions at which it may begin or cease to hold, in no particular order.</summary>
        public IEnumerable<KernelVersion> Changes => (Since?.Changes ?? []).Concat(Until?.Changes ?? []);

        /// <summary>Whether it holds for a kernel.</summary>
        /// <returns>True when it does.</returns>
        public bool Include(KernelVersion version) => Since?.IsReached(version) != false && Until?.IsReached(version) != true;
    }

    /// <summary>Whether both hold.</summary>
    /// <returns>The conjunction, without needless nesting.</returns>
    public Condition And(Condition other) => this == Always ? other : other == Always ? this : new All(EquatableArray.Of(this, other));
}
