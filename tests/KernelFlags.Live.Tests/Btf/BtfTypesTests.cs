using KernelFlags.Live.Btf;

namespace KernelFlags.Live.Tests.Btf;

public sealed class BtfTypesTests
{
    private const int Typedef = 8;
    private const int Const = 10;
    private const int Function = 12;

    [Fact]
    public void MembersOfUnnamedParts_AreThoseOfTheStructure()
    {
        var btf = new BtfBuilder();
        var word = btf.AddInt(8);
        var alias = btf.Add(Typedef, "flags_t", btf.Add(Const, "", word));
        var pair = btf.AddStruct("", 16, ("start", word, 0), ("end", word, 64));
        var union = btf.AddUnion("", 16, ("rcu", btf.AddArray(word, 2)), ("", pair));
        var list = btf.AddStruct("list", 16, ("next", btf.AddPointer(word), 0), ("prev", btf.AddPointer(word), 64));
        var vma = btf.AddStruct("vma", 64, ("", union, 0), ("flags", alias, 128), ("chain", list, 192), ("tail", btf.AddArray(alias, 3), 320));
        var types = new BtfTypes(btf.Build());
        Assert.Equal(vma, types.Find(BtfKind.Struct, "vma"));
        Assert.Equal((0, 8), PlaceOf(types, vma, "start"));
        Assert.Equal((8, 8), PlaceOf(types, vma, "end"));
        Assert.Equal((16, 8), PlaceOf(types, vma, "flags"));
        Assert.Equal((32, 8), PlaceOf(types, vma, "chain.prev"));
        Assert.Equal((40, 24), PlaceOf(types, vma, "tail"));
        Assert.Equal(word, types.PointedTo(types.Field(vma, "chain.next")!.Value.Type));
        Assert.Null(types.Field(vma, "chain.start"));
        Assert.Null(types.Field(vma, "vma"));
    }

    [Fact]
    public void TypesAreFound_ByKindAndWholeName()
    {
        var btf = new BtfBuilder();
        btf.AddStruct("iter_task_vma", 8);
        btf.Add(Function, "iter_task", 0);
        var function = btf.Add(Function, "iter_task_vma", 0);
        var types = new BtfTypes(btf.Build());
        Assert.Equal(function, types.Find(BtfKind.Function, "iter_task_vma"));
        Assert.Null(types.Find(BtfKind.Function, "iter"));
        Assert.Equal(0, types.PointedTo(function));
    }

    [Fact]
    public void BitField_HasNoPlaceOfItsOwn()
    {
        var btf = new BtfBuilder();
        var word = btf.AddInt(4);
        var type = btf.AddBitFields("bits", 8, ("plain", word, 32), ("narrow", word, 3 << 24), ("odd", word, 3));
        var types = new BtfTypes(btf.Build());
        Assert.Equal((4, 4), PlaceOf(types, type, "plain"));
        Assert.Null(types.Field(type, "narrow"));
        Assert.Null(types.Field(type, "odd"));
    }

    [Fact]
    public void TypeThatIsMadeOfItself_IsRefused()
    {
        var btf = new BtfBuilder();
        btf.Add(Typedef, "round", 1);
        var type = btf.AddStruct("", 8, ("", 2, 0), ("round", 1, 0));
        var types = new BtfTypes(btf.Build());
        Assert.Throws<InvalidDataException>(() => types.Field(type, "round"));
        Assert.Throws<InvalidDataException>(() => types.Field(type + 1, "round"));
    }

    [Fact]
    public void WhateverIsWrongInTheBytes_IsOneKindOfError()
    {
        var btf = new BtfBuilder();
        var word = btf.AddInt(8);
        btf.AddStruct("vma", 16, ("start", word, 0), ("pages", btf.AddArray(word, 1), 64));
        var bytes = btf.Build();
        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var wrong = (byte[])bytes.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                wrong[random.Next(wrong.Length)] = (byte)random.Next(256);
            }

            try
            {
                var types = new BtfTypes(wrong);
                _ = types.Find(BtfKind.Struct, "vma") is { } vma ? types.Field(vma, "pages") : null;
                _ = types.Enumerators().Count();
            }
            catch (InvalidDataException)
            {
                // As it says.
            }
        }
    }

    private static (int Offset, int Size)? PlaceOf(BtfTypes types, int type, string path) =>
        types.Field(type, path) is { } field ? (field.Offset, field.Size) : null;
}
