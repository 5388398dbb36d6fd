using KernelFlags.Live.Trees;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Tests.Trees;

/// <summary>What is read of places where flags are kept by hand, and where it is said to stand.</summary>
public sealed class SourceModelTests
{
    private const string EnumeratedHeader = """
        #ifndef DOOR_H
        #define DOOR_H
        #define VM_NONE		0x0
        enum {
        	DECLARE_VMA_BIT(OPEN, 0),	/* DECLARE_VMA_BIT(SHUT, 9) */
        #if defined(CONFIG_GLASS) || \
        	defined(CONFIG_64BIT)
        	DECLARE_VMA_BIT(CLEAR, 40),
        #else
        	DECLARE_VMA_BIT_ALIAS(CLEAR, OPEN),
        #endif
        };
        #define INIT_VM_FLAG(name) BIT((__force int) VMA_ ## name ## _BIT)
        #define VM_OPEN		INIT_VM_FLAG(OPEN)
        #ifdef CONFIG_64BIT
        #define VM_CLEAR	INIT_VM_FLAG(CLEAR)
        #define VMA_CLEAR	mk_vma_flags(VMA_CLEAR_BIT)
        #else /* 32 bits */
        #define VM_CLEAR	VM_NONE
        #define VMA_CLEAR	EMPTY_VMA_FLAGS
        #endif
        #ifndef VM_OTHER
        #define VM_OTHER	VM_OPEN
        #endif
        #define VM_MASK (VM_OPEN | /* and */ \
        		 VM_CLEAR)
        static inline void later(void);
        #define VM_LATER	VM_OPEN
        #endif
        """;

    private const string NumberedHeader = """
        #define VM_NONE		0x0
        #define VM_OPEN		0x00000001	/* it is open */
        # define VM_LOCKED	BIT(31)
        #define VM_HINT_BIT	38
        #define VM_HINT		BIT(VM_HINT_BIT)
        """;

    [Fact]
    public void Parse_EnumeratedHeader_BitsWithTheirConditions()
    {
        var header = Header(EnumeratedHeader);

        Assert.Equal(
            ["OPEN 0 5 ", "CLEAR 40 8 defined(CONFIG_GLASS) || defined(CONFIG_64BIT)", "CLEAR =OPEN 10 !(defined(CONFIG_GLASS) || defined(CONFIG_64BIT))"],
            header.Bits.Select(b => $"{b.Name} {(b.Alias is { } alias ? "=" + alias : b.Number)} {b.Line.First} {Guards(b.Line)}"));
        Assert.All(header.Bits, bit => Assert.Equal(bit.Alias ?? $"{bit.Number}", TextOf(header, bit.Value)));
    }

    [Fact]
    public void Parse_EnumeratedHeader_MacrosUpToTheFirstDeclaration()
    {
        var macros = Header(EnumeratedHeader).Macros;

        Assert.Equal(
            [
                "VM_NONE Empty 3 ", "VM_OPEN Bit 14 ", "VM_CLEAR Bit 16 defined(CONFIG_64BIT)", "VMA_CLEAR Mask 17 defined(CONFIG_64BIT)",
                "VM_CLEAR Empty 19 !(defined(CONFIG_64BIT))", "VMA_CLEAR Empty 20 !(defined(CONFIG_64BIT))", "VM_OTHER Alias 23 !defined(VM_OTHER)",
                "VM_MASK Mask 25 ",
            ],
            macros.Select(m => $"{m.Name} {m.Kind} {m.Line.First} {Guards(m.Line)}"));
        Assert.Equal("(VM_OPEN | VM_CLEAR)", macros[^1].Body);
        Assert.Equal(26, macros[^1].Line.Last);
    }

    [Fact]
    public void Parse_MaskOverTwoLines_MembersStandWhereTheyAreWritten()
    {
        var header = Header(EnumeratedHeader);
        var mask = header.Macros.Single(m => m.Name == "VM_MASK");

        Assert.Equal(["VM_OPEN", "VM_CLEAR"], mask.Mentions.Select(m => m.Name));
        Assert.All(mask.Mentions, m => Assert.Equal(m.Name, TextOf(header, m.Span)));
        Assert.Equal("(VM_OPEN | /* and */ \\\n\t\t VM_CLEAR)", TextOf(header, mask.BodySpan));
    }

    [Fact]
    public void Parse_NumberedHeader_BitsOfWords()
    {
        var macros = Header(NumberedHeader).Macros;

        Assert.Equal(
            ["VM_NONE Empty ", "VM_OPEN Bit 0", "VM_LOCKED Bit 31", "VM_HINT_BIT Number ", "VM_HINT Bit "],
            macros.Select(m => $"{m.Name} {m.Kind} {m.Bit}"));
        Assert.Equal("VM_HINT_BIT", macros[^1].BitMacro);
    }

    [Theory]
    [InlineData("", "OPEN,CLEAR=OPEN", "VM_NONE,VM_OPEN,VM_CLEAR,VMA_CLEAR,VM_OTHER,VM_MASK")]
    [InlineData("CONFIG_64BIT", "OPEN,CLEAR", "VM_NONE,VM_OPEN,VM_CLEAR,VMA_CLEAR,VM_OTHER,VM_MASK")]
    [InlineData("CONFIG_GLASS VM_OTHER", "OPEN,CLEAR", "VM_NONE,VM_OPEN,VM_CLEAR,VMA_CLEAR,VM_MASK")]
    public void ActiveLines_Options_BranchesThatCount(string defined, string bits, string macros)
    {
        var header = Header(EnumeratedHeader);
        var known = defined.Split(' ');

        var active = header.File.ActiveLines(name => known.Contains(name) ? 1 : null).ToHashSet();

        Assert.Equal(bits, string.Join(',', header.Bits.Where(b => active.Contains(b.Line)).Select(b => b.Name + (b.Alias is { } alias ? "=" + alias : ""))));
        Assert.Equal(macros, string.Join(',', header.Macros.Where(m => active.Contains(m.Line)).Select(m => m.Name)));
    }

    [Theory]
    [InlineData("defined(CONFIG_A) && !defined CONFIG_B", true)]
    [InlineData("CONFIG_BITS > 3 && CONFIG_BITS <= 4", true)]
    [InlineData("IS_ENABLED(CONFIG_A) == 0", false)]
    [InlineData("(1 << 2) == 0x4UL || defined(CONFIG_B)", true)]
    [InlineData("UNKNOWN(3)", null)]
    [InlineData("UNKNOWN", false)]
    [InlineData("defined(CONFIG_A) || (", null)]
    public void IsTrue_Expression_AsThePreprocessorHasIt(string text, bool? expected) =>
        Assert.Equal(expected, PreprocessorExpression.IsTrue(text, name => name switch { "CONFIG_A" => 1, "CONFIG_BITS" => 4, _ => null }));

    [Fact]
    public void Parse_Mnemonics_RowsOfTheTable()
    {
        const string Text = """
            static const char mnemonics[BITS_PER_LONG][3] = {
            	[0 ... (BITS_PER_LONG-1)] = "??",
            	[ilog2(VM_OPEN)]	= "op",
            #ifdef CONFIG_GLASS
            	[ilog2(VM_CLEAR)]= "",
            #endif
            };
            """;

        var source = MnemonicSource.Parse(CFile.Parse(new SourceText(MnemonicSource.Path, Text)))!;

        Assert.Equal(["VM_OPEN 'op' 3 ", "VM_CLEAR '' 5 defined(CONFIG_GLASS)"], source.Rows.Select(r => $"{r.Flag} '{r.Mnemonic}' {r.Line.First} {Guards(r.Line)}"));
        Assert.Equal("op", Text[source.Rows[0].Text.Start..source.Rows[0].Text.End]);
        Assert.Equal(7, source.End.First);
    }

    [Fact]
    public void Parse_TraceTable_RowsAndTheMacrosTheyUse()
    {
        const string Text = """
            #ifdef CONFIG_GLASS
            # define IF_HAVE_CLEAR(flag, name) {flag, name},
            #else
            # define IF_HAVE_CLEAR(flag, name)
            #endif
            #define SPECIAL_1 {VM_SPECIAL, "special" }
            #define __def_vmaflag_names			\
            	{VM_OPEN,	"open"	},		\
            IF_HAVE_CLEAR(VM_CLEAR,	"clear"	)		\
            	SPECIAL_1		,		\
            	{VM_LOCKED,	"locked" }		\

            #define show(flags) __def_vmaflag_names
            """;

        var source = TraceSource.Parse(CFile.Parse(new SourceText(TraceSource.Path, Text)))!;

        Assert.Equal(
            ["VM_OPEN open  True 8", "VM_CLEAR clear IF_HAVE_CLEAR False 9", "  SPECIAL_1 True 10", "VM_LOCKED locked  False 11"],
            source.Rows.Select(r => $"{r.Flag} {r.Name} {r.Macro} {r.HasComma} {source.LineOf(r)}"));
        Assert.Equal("{VM_OPEN,\t\"open\"\t},", Text[source.Rows[0].Span.Start..source.Rows[0].Span.End]);
        Assert.Equal(
            ["IF_HAVE_CLEAR '{flag, name},'  defined(CONFIG_GLASS)", "IF_HAVE_CLEAR ''  !(defined(CONFIG_GLASS))", "SPECIAL_1 '{VM_SPECIAL, \"special\" }' VM_SPECIAL "],
            source.Macros.Select(m => $"{m.Name} '{m.Body}' {m.Flag} {Guards(m.Line)}"));
    }

    [Fact]
    public void Parse_Document_RowsBehindItsIntroduction()
    {
        const string Text = """
                ==    ======
                xx    another table
                ==    ======
            "VmFlags" field deserves more:

                ==    ===========
                op    it is open
                      or was
                lo    it is locked
                ==    ===========
            """;

        var document = ProcDocument.Parse(new SourceText(ProcDocument.Path, Text))!;

        Assert.Equal(["op it is open 7", "lo it is locked 9"], document.Rows.Select(r => $"{r.Mnemonic} {r.Text} {r.Line}"));
        Assert.Equal((6, 10), (document.Top, document.Bottom));
    }

    [Fact]
    public void Parse_Kconfig_EntriesWithWhatTheyDependOn()
    {
        const string Text = "config GLASS\n\tbool \"Glass doors\"\n\tdepends on 64BIT\n\tdepends on MMU && !WOOD\n\thelp\n\t  Doors\n\n\t  depends on taste.\n\n# next\nmenuconfig WOOD\n\tdef_bool y\n";

        var source = KconfigSource.Parse(new SourceText("mm/Kconfig", Text));

        Assert.Equal(
            ["GLASS [64BIT; MMU && !WOOD] bool \"Glass doors\" 1-8", "WOOD [] def_bool y 11-12"],
            source.Entries.Select(e => $"{e.Name} [{string.Join("; ", e.DependsOn)}] {e.Type} {e.First}-{e.Last}"));
    }

    [Fact]
    public void Parse_Rust_Constants()
    {
        var source = RustSource.Parse(new SourceText(RustSource.Path, "    /// Open.\n    pub const OPEN: vm_flags_t = bindings::VM_OPEN as vm_flags_t;\n"));

        Assert.Equal([("OPEN", "VM_OPEN", 2)], source.Flags.Select(f => (f.Name, f.Flag, f.Line)));
    }

    private static HeaderSource Header(string text) => HeaderSource.Parse(CFile.Parse(new SourceText("mm.h", text)));

    private static string Guards(CLine line) => string.Join(" && ", line.Guards.Select(g => g.FullExpression));

    private static string TextOf(HeaderSource header, Span span) => header.File.Source.Text[span.Start..span.End];
}
