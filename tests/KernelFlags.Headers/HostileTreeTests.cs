namespace KernelFlags.Headers;

/// <summary>A tree that means harm: nothing of it is run, nothing outside of it is read, and it is refused in one line.</summary>
public sealed class HostileTreeTests
{
    private const string FlagHeader = "include/linux/mm.h";

    private static readonly HeaderRequest Request = new("x86_64", ["64BIT", "MMU"]);

    /// <summary>What a header defines, and what is said of it.</summary>
    public static TheoryData<string, string> Definitions => new()
    {
        { "#define VM_EVIL ({ __asm__(\".incbin \\\"/etc/passwd\\\"\"); 1; })", "hold '__asm__'" },
        { "#define GLUE(a, b) a##b\n#define VM_EVIL ({ GLUE(as, m)(\".incbin \\\"/etc/passwd\\\"\"); 1; })", "hold 'asm'" },
        { "#define VM_EVIL R\"(/*)\" 1", "hold a raw string" },
        { "#define VM_EVIL ({ extern int system(const char *); system(\"touch ran\"); })", "gcc: " },
        { "#define E1(x) x x x x x x x x x x x x x x x x\n#define E2(x) E1(E1(E1(E1(x))))\n#define VM_EVIL E2(E2(1 |)) 1", "gcc: " },
    };

    /// <summary>What would have the compiler read a file elsewhere; it is as if it was not there.</summary>
    public static TheoryData<string> Foreign =>
    [
        "#include \"/dev/zero\"",
        "#  include </etc/passwd>",
        "%:include \"/etc/passwd\"",
        "#include_next \"/etc/passwd\"",
        "#import \"/etc/passwd\"",
        "#embed \"/etc/passwd\"",
        "#line 1 \"/etc/passwd\"",
        "# 1 \"/etc/passwd\"",
        "#pragma GCC dependency \"/etc/passwd\"",
        "/* \" */ #include \"/etc/passwd\"",
        "#inc\\\nlude \"/etc/passwd\"",
    ];

    [Theory]
    [MemberData(nameof(Definitions))]
    public void Evaluate_HostileDefinition_IsRefused(string definition, string expected)
    {
        using var tree = TreeWith(definition);
        var exception = Assert.Throws<HeaderException>(() => HeaderEvaluator.Evaluate(tree.Path, Request));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.DoesNotContain("root:", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Evaluate_DirectiveThatReadsElsewhere_IsLeftOut(string directive)
    {
        using var tree = TreeWith(directive + "\n#define VM_AFTER 0x40");
        Assert.Equal(new FlagBits(0x40), HeaderEvaluator.Evaluate(tree.Path, Request).Words["VM_AFTER"]);
    }

    [Fact]
    public void Evaluate_TextThatLooksLikeOurOwn_IsTheTrees()
    {
        HeaderRequest[] requests = [Request, new("i386", ["MMU"])];
        using var tree = TreeWith("\"@unit\";\n#define VM_AFTER 0x40");
        Assert.All(HeaderEvaluator.EvaluateAll(tree.Path, requests), facts => Assert.Equal(new FlagBits(0x40), facts.Words["VM_AFTER"]));

        using var other = TreeWith("\"@VM_READ\" VM_READ \"@\"");
        Assert.StartsWith($"{other.Path}: its definitions can't be evaluated with these options: gcc: ", Assert.Throws<HeaderException>(() => HeaderEvaluator.EvaluateAll(other.Path, requests)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_TableOfAGigabyte_IsRefused()
    {
        using var tree = TreeWith("");
        File.WriteAllText(Path.Combine(tree.Path, "fs/proc/task_mmu.c"), "static char mnemonics[BITS_PER_LONG][1L << 24] = {\n};\n");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<HeaderException>(() => HeaderEvaluator.Evaluate(tree.Path, Request));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 << 20);
    }

    [Fact]
    public void Evaluate_CompilerInTheTree_IsNotRun()
    {
        using var tree = TreeWith("#define VM_AFTER 0x40");
        var compiler = Path.Combine(tree.Path, "gcc");
        File.WriteAllText(compiler, "#!/bin/sh\ntouch \"$0.ran\"\nexit 1\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(compiler, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = tree.Path;
            Assert.Equal(new FlagBits(0x40), HeaderEvaluator.Evaluate(tree.Path, Request).Words["VM_AFTER"]);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }

        Assert.False(File.Exists(compiler + ".ran"));
    }

    [Theory]
    [InlineData("pipe", "it is a named pipe; a regular file is expected")]
    [InlineData("link", "it is a link to a file elsewhere; a file of this folder is expected")]
    [InlineData("device", "it is a device; a regular file is expected")]
    [InlineData("folder", "it is a folder; a regular file is expected")]
    public void Evaluate_HeaderThatIsNoFileOfTheTree_IsRefused(string kind, string expected)
    {
        using var tree = TreeWith("");
        using var elsewhere = new ScratchFolder();
        var path = Path.Combine(tree.Path, FlagHeader);
        File.Delete(path);
        switch (kind)
        {
            case "pipe":
                Tool.Run(tree.Path, "mkfifo", path);
                break;
            case "link":
                File.WriteAllText(Path.Combine(elsewhere.Path, "mm.h"), "#define VM_NONE 0\n");
                File.CreateSymbolicLink(path, Path.Combine(elsewhere.Path, "mm.h"));
                break;
            case "device":
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
            default:
                Directory.CreateDirectory(path);
                break;
        }

        var exception = Assert.Throws<HeaderException>(() => HeaderEvaluator.Evaluate(tree.Path, Request));
        Assert.Contains($"{FlagHeader}: can't be read: {expected}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"\\\"")]
    [InlineData("#if 1\n")]
    [InlineData("\\\n")]
    [InlineData("/*")]
    [InlineData("'")]
    public async Task Evaluate_MegabytesOfOneThing_EndsSoon(string unit)
    {
        using var tree = TreeWith("");
        await File.WriteAllTextAsync(Path.Combine(tree.Path, FlagHeader), "#define VM_NONE 0\n" + string.Concat(Enumerable.Repeat(unit, (2 << 20) / unit.Length)), TestContext.Current.CancellationToken);
        await Task.Run(() => Record.Exception(() => HeaderEvaluator.Evaluate(tree.Path, Request)), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    /// <summary>The parts of a tree, as small as they can be, with more definitions among the flags.</summary>
    private static ScratchFolder TreeWith(string definitions)
    {
        Assert.SkipUnless(CCompiler.IsInstalled, "needs gcc: apt-get install gcc libc6-dev");
        var tree = new ScratchFolder();
        void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(tree.Path, path))!);
            File.WriteAllText(Path.Combine(tree.Path, path), text);
        }

        Write("arch/x86/include/asm/page.h", "/* nothing */\n");
        Write(FlagHeader, $"#define VM_NONE 0\n#define VM_READ 0x1\n{definitions}\nextern int end;\n");
        Write("include/linux/userfaultfd_k.h", "#define __VM_UFFD_FLAGS VM_READ\n");
        Write("include/linux/pkeys.h", "#define ARCH_VM_PKEY_FLAGS 0\n");
        Write("include/trace/events/mmflags.h", "#define __def_vmaflag_names {VM_READ, \"read\"}\n");
        Write("fs/proc/task_mmu.c", "static const char mnemonics[BITS_PER_LONG][2] = {\n\t[0 ... (BITS_PER_LONG-1)] = \"??\",\n};\n");
        return tree;
    }
}
