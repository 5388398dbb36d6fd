namespace KernelFlags.Definitions.Model;

/// <summary>The settings of a table.</summary>
/// <param name="Width">The width of the word in bits, by case; a kernel's <c>unsigned long</c> has two.</param>
/// <param name="Prefix">What precedes a flag's name in C: <c>VM_</c>.</param>
/// <param name="EnumeratorPrefix">What precedes it as an enumerated bit: <c>VMA_</c>.</param>
/// <param name="Contract">The run-time contract that the generated type fulfils beside the general one: <c>vma</c>, or null.</param>
/// <param name="SmapsWhen">When the kernel has mnemonics at all.</param>
/// <param name="Traits">Traits of the table's own, beside those of the language.</param>
/// <param name="Summary">What the flags are flags of, one sentence.</param>
public sealed record TableSettings(
    EquatableArray<Case<int>> Width,
    string Prefix,
    string EnumeratorPrefix,
    string? Contract,
    Condition SmapsWhen,
    EquatableArray<string> Traits,
    string Summary)
{
    /// <summary>The versions whose headers this table was compared with; null for those of all tables.</summary>
    public EquatableArray<Case<KernelVersion>>? Verified { get; init; }
}
