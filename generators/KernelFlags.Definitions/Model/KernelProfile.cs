namespace KernelFlags.Definitions.Model;

/// <summary>The kernel that a table is resolved for.</summary>
/// <param name="Profile">The profile's name, or one made of version and architecture.</param>
/// <param name="Config">The options that are set, <c>NAME</c> or <c>NAME=VALUE</c>, sorted.</param>
public sealed record KernelProfile(
    string Profile,
    KernelVersion Kernel,
    string Arch,
    EquatableArray<string> Config,
    EquatableArray<ProfileExtras> Extras)
{
    /// <summary>What the table rests on.</summary>
    public KernelEvidence Evidence { get; init; } = KernelEvidence.None;

    /// <summary>Whether the table was compared with the headers of just this version.</summary>
    public bool Verified => Evidence.Kind == EvidenceKind.Headers && Extras.IsEmpty;

    /// <summary>Whether it was named by its release alone, which stands for the newest patch level of it that was compared.</summary>
    public bool IsNamedByRelease { get; init; }

    /// <summary>The version as it was named: <c>7.2</c> where the release stands for it, else with its patch level.</summary>
    public string NamedVersion => IsNamedByRelease ? (Kernel with { Patch = 0 }).ToString() : Kernel.ToFullString();

    /// <summary>The options that are set there whatever the configuration says, as an architecture's own are.</summary>
    public EquatableArray<string> Implied { get; init; }

    /// <summary>Whether <c>Config</c> is all that the architecture can have, and was not chosen.</summary>
    public bool HasAllOptions { get; init; }
}
