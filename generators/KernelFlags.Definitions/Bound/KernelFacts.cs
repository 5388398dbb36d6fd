using KernelFlags.Definitions.Model;

namespace KernelFlags.Definitions.Bound;

/// <summary>The part of a model that speaks of kernels, and not of tables.</summary>
internal sealed record KernelFacts(
    KernelVersion Oldest,
    KernelVersion Newest,
    EquatableArray<Case<KernelVersion>> Verified,
    EquatableArray<Case<KernelVersion>> Images,
    EquatableArray<Architecture> Architectures,
    EquatableArray<ConfigOption> Options)
{
    /// <summary>The kernels that there are, as a problem tells it.</summary>
    public string Range => RangeOf(Oldest, Newest);

    public static string RangeOf(KernelVersion oldest, KernelVersion newest) => "they are described from " + oldest + " to " + newest;
}
