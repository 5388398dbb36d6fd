namespace KernelFlags.Conformance.Mutations;

/// <content>What goes wrong in flag types.</content>
internal static partial class Planted
{
    private static Mutation[] OfFlags =>
    [
        new("any is all", Value, "=> (_word & flags._word) != 0;", "=> (_word & flags._word) == flags._word;"),
        new("all is any", Value, "=> (_word & flags._word) == flags._word;", "=> (_word & flags._word) != 0;"),
        new("what is added is lost", Value, "With(VmaFlags flags) => new(_word | flags._word);", "With(VmaFlags flags) => new(_word);"),
        new("what is removed stays", Value, "=> new(_word & ~flags._word);", "=> new(_word);"),
        new("the difference is one-sided", Value, "=> new(_word ^ flags._word);", "=> new(_word & ~flags._word);"),
        new("the intersection is the left one", Value, "=> new(left._word & right._word);", "=> new(left._word);"),
        new(
            "only a full set is not empty",
            Value,
            "public bool IsEmpty => _word == 0;",
            "public bool IsEmpty => _word != ulong.MaxValue;"),
        new("the highest bit is not counted", Value, "PopCount(_word);", "PopCount(_word << 1 >> 1);"),
        new("a bit is the one above it", Value, "return new(1UL << bit);", "return new(2UL << bit);"),
        new("the word is cut", Value, "        return _word;\n", "        return (uint)_word;\n"),
        new("physical memory is not special", Masks, "VmaFlags Special => new(0x10044400);", "VmaFlags Special => new(0x10044000);"),
        new(
            "physical memory is not among what remap gives",
            Masks,
            "VmaFlags Remap => new(0x4044400);",
            "VmaFlags Remap => new(0x4044000);"),
        new(
            "a union loses the higher word",
            Wide,
            "=> new(left._low | right._low, left._high | right._high);",
            "=> new(left._low | right._low, left._high);"),
        new(
            "a removal from the lower word clears the higher one",
            Wide,
            "=> new(_low & ~flags._low, _high & ~flags._high);",
            "=> new(_low & ~flags._low, flags._high == 0 ? 0 : _high & ~flags._high);"),
        new(
            "any sees the lower word only",
            Wide,
            "=> ((_low & flags._low) | (_high & flags._high)) != 0;",
            "=> (_low & flags._low) != 0;"),
        new(
            "a set with flags in the higher word only is empty",
            Wide,
            "public bool IsEmpty => (_low | _high) == 0;",
            "public bool IsEmpty => _low == 0;"),
        new(
            "the difference of higher words is lost",
            Wide,
            "=> new(_low ^ flags._low, _high ^ flags._high);",
            "=> new(_low ^ flags._low, _high);"),
    ];
}
