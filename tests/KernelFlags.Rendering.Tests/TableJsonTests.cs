using System.Text.Json;

namespace KernelFlags.Rendering.Tests;

public sealed class TableJsonTests
{
    [Fact]
    public void Table_WithEverything_IsTheDocumentThatTheContractDescribes()
    {
        using var document = JsonDocument.Parse(TableJson.Render(SampleTables.Wide));
        var root = document.RootElement;
        Assert.Equal(
            ["kernel", "arch", "config", "verified", "rests_on", "flags", "masks", "smaps", "trace"],
            root.EnumerateObject().Select(p => p.Name));
        Assert.Equal("7.2.13", root.GetProperty("kernel").GetString());
        Assert.True(root.GetProperty("verified").GetBoolean());
        Assert.Equal(
            """{"bit": 127, "value": "0x80000000000000000000000000000000"}""",
            root.GetProperty("flags").GetProperty("WIDE_CROWN").GetRawText());
        Assert.Equal("""{"bit": null, "value": "0x0"}""", root.GetProperty("flags").GetProperty("WIDE_GONE").GetRawText());
        Assert.Equal("0x80000000000000000000000000000001", root.GetProperty("masks").GetProperty("WIDE_BOTH_FLAGS").GetString());
        Assert.Equal("0x0", root.GetProperty("masks").GetProperty("WIDE_NOTHING").GetString());
        Assert.Equal(128, root.GetProperty("smaps").EnumerateObject().Count());
        Assert.Equal(string.Empty, root.GetProperty("smaps").GetProperty("64").GetString());
        Assert.Equal("""["0x8000000000000000", "edge"]""", root.GetProperty("trace")[1].GetRawText());
    }

    [Theory]
    [InlineData(EvidenceKind.None, "neither headers nor a kernel image of 7.2.13 were compared; the nearest headers that were are those of 7.1.5 and 7.3.4")]
    [InlineData(EvidenceKind.Image, "compared with a kernel image of 7.2.13, its mnemonics and enumerated bits, not with headers")]
    [InlineData(EvidenceKind.OtherTable, "this table was compared with no kernel")]
    public void Table_ThatWasNotCompared_SaysWhatItRestsOn(EvidenceKind kind, string words)
    {
        var kernel = SampleTables.Kernel with { Evidence = new(kind, new(7, 1, 5), new(7, 3, 4)) };
        using var document = JsonDocument.Parse(TableJson.Render(SampleTables.Smallest with { Kernel = kernel }));
        Assert.False(document.RootElement.GetProperty("verified").GetBoolean());
        Assert.Equal(words, document.RootElement.GetProperty("rests_on").GetString());
    }

    [Fact]
    public void Table_WithoutMnemonicsMasksAndTraceNames_HasEmptyParts()
    {
        using var document = JsonDocument.Parse(TableJson.Render(SampleTables.Smallest));
        var root = document.RootElement;
        Assert.Equal("{}", root.GetProperty("masks").GetRawText());
        Assert.Equal("{}", root.GetProperty("smaps").GetRawText());
        Assert.Equal("[]", root.GetProperty("trace").GetRawText());
    }

    [Fact]
    public void Config_NotSorted_IsSortedByOrdinal()
    {
        var kernel = SampleTables.Kernel with { Config = EquatableArray.Of("b", "MMU", "64BIT", "_A") };
        var table = SampleTables.Smallest with { Kernel = kernel };
        using var document = JsonDocument.Parse(TableJson.Render(table));
        Assert.Equal(["64BIT", "MMU", "_A", "b"], document.RootElement.GetProperty("config").EnumerateArray().Select(e => e.GetString()));
    }

    [Theory]
    [InlineData("quote \" and \\ and {{ braces }}")]
    [InlineData("tab\tline\nreturn\rnul\0bell\u0007 e\u0301 \u2028 \U0001F600")]
    public void Text_OfAnyKind_IsReadBackAsItWas(string text)
    {
        var table = SampleTables.Smallest with { Trace = EquatableArray.Of(new TraceEntry(FlagBits.Of(0), text, "OPEN", "DOOR_OPEN")) };
        using var document = JsonDocument.Parse(TableJson.Render(table));
        Assert.Equal(text, document.RootElement.GetProperty("trace")[0][1].GetString());
    }
}
