using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Checking;

/// <summary>The conditions under which parts of a definition stand, as the resolver sees them.</summary>
internal static class Conditions
{
    /// <summary>Of a list of cases, when the one at <paramref name="index"/> counts: it holds, and none above it does.</summary>
    public static Condition Counts<T>(IReadOnlyList<BoundCase<T>> cases, int index)
    {
        var when = cases[index].Case.When;
        return index == 0 ? when : when.And(None(cases.Take(index)));
    }

    /// <summary>When none of the cases holds.</summary>
    public static Condition None<T>(IEnumerable<BoundCase<T>> cases) =>
        new Condition.Not(new Condition.Any(cases.Select(c => c.Case.When).ToEquatableArray()));

    /// <summary>When one of the cases holds.</summary>
    public static Condition Any<T>(IReadOnlyCollection<BoundCase<T>> cases) => cases.Any(c => c.Case.When == Condition.Always)
        ? Condition.Always
        : new Condition.Any(cases.Select(c => c.Case.When).ToEquatableArray());

    /// <summary>When a flag exists and its word, or for a flag without one its enumerated bit, has the bit of a case.</summary>
    public static Condition HasBit(BoundFlag flag, int index) => Word(flag).And(Counts(flag.Bits, index));

    /// <summary>When its word has a bit, whichever.</summary>
    public static Condition HasAnyBit(BoundFlag flag) => Word(flag).And(Any(flag.Bits));

    /// <summary>When a flag has an enumerated bit. An alias needs no more of the flag that it stands for.</summary>
    public static Condition IsEnumerated(BoundFlag flag) => flag.Flag.Exists.And(Any(flag.Bits));

    private static Condition Word(BoundFlag flag) =>
        flag.Flag.EnumeratorOnly ? flag.Flag.Exists : flag.Flag.Exists.And(flag.Flag.When);
}
