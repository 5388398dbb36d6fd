namespace KernelFlags.Definitions.Model;

/// <summary>A CONFIG option that changes a table.</summary>
/// <param name="Name">Its name without <c>CONFIG_</c>.</param>
/// <param name="Values">Where it can be set, and to which number; 1 for <c>y</c>.</param>
/// <param name="Always">Where it is set whatever a configuration says, as an architecture's own option is.</param>
public sealed record ConfigOption(string Name, EquatableArray<Case<int>> Values, Condition Always);
