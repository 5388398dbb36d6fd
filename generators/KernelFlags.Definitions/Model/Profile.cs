namespace KernelFlags.Definitions.Model;

/// <summary>A named kernel: version, architecture and options.</summary>
/// <param name="Name">Its name: <c>linux-7.2-x86_64</c>.</param>
/// <param name="Config">The options that are set, <c>NAME</c> or <c>NAME=VALUE</c>; null for all that the architecture can have.</param>
/// <param name="Summary">What it is, one sentence.</param>
public sealed record Profile(
    string Name,
    KernelVersion Kernel,
    string Arch,
    EquatableArray<string>? Config,
    EquatableArray<ProfileExtras> Extras,
    string Summary);

/// <summary>Entries that a profile has before the version in which they appeared.</summary>
/// <param name="As">The version whose state they have.</param>
/// <param name="Names">The flags, masks and capabilities.</param>
public sealed record ProfileExtras(KernelVersion As, EquatableArray<string> Names);
