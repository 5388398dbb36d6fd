namespace KernelFlags.Definitions.Model;

/// <summary>A mask as it is defined. Its value is the union of its members, of all flags with its trait, or a complement.</summary>
/// <param name="Name">The name by which definitions refer to it: <c>SPECIAL</c>.</param>
/// <param name="CNames">The names that it has in C.</param>
/// <param name="Exists">The kernels that know the mask.</param>
/// <param name="Members">Flags and other masks.</param>
/// <param name="Trait">The trait whose flags it holds; null when it is listed.</param>
/// <param name="Complement">The mask that it is the complement of; null when it is not one.</param>
/// <param name="Trace">The name in the trace table; entries of several bits stand before those of one.</param>
/// <param name="Accept">The warnings that are accepted.</param>
/// <param name="Summary">What it is for, one sentence.</param>
public sealed record Mask(
    string Name,
    EquatableArray<Case<string>> CNames,
    Condition Exists,
    EquatableArray<Case<string>> Members,
    string? Trait,
    string? Complement,
    EquatableArray<Case<TraceName>> Trace,
    EquatableArray<AcceptedWarning> Accept,
    string Summary);
