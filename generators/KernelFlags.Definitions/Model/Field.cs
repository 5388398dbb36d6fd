namespace KernelFlags.Definitions.Model;

/// <summary>Bits of a word that hold one number together.</summary>
/// <param name="Name">The name by which definitions refer to it: <c>TYPE</c>.</param>
/// <param name="Mask">Its bits, by case; with a shift as they are before it.</param>
/// <param name="Shift">How far a value in it is shifted; null for one that is written in its place.</param>
/// <param name="Exists">The kernels that have it.</param>
/// <param name="Summary">What the number says, one sentence.</param>
public sealed record Field(string Name, EquatableArray<Case<FlagBits>> Mask, int? Shift, Condition Exists, string Summary);
