using System.Text;

namespace KernelFlags.Cli.Tests.Fuzzing.Targets;

/// <summary>A kernel tree on a disk, as small as one can be, that is written over and over.</summary>
/// <param name="folder">Its folder.</param>
internal sealed class HeaderTree(ScratchFolder folder)
{
    private const string PathLine = "// path: ";

    private static readonly string[] Files =
    [
        "Makefile", "arch/x86/include/asm/page.h", "include/linux/mm.h", "include/linux/userfaultfd_k.h", "include/linux/pkeys.h", "include/trace/events/mmflags.h", "fs/proc/task_mmu.c",
    ];

    private static readonly string[][] Texts =
    [
        [
            "VERSION = 7\nPATCHLEVEL = 2\nSUBLEVEL = 0\nEXTRAVERSION = -rc1\nNAME = Any\n",
            "#define VM_DATA_DEFAULT_FLAGS (VM_READ | VM_WRITE) /* as ever */\n",
            "#define VM_NONE 0\n#define VM_READ 0x1\n#define VM_WRITE 0x2\n#ifdef CONFIG_MMU\n# define VM_GROWSDOWN 0x100\n#else\n# define VM_GROWSDOWN VM_NONE\n#endif\n#define VM_BOTH (VM_READ | \\\n\tVM_WRITE)\n// the end\nextern int end;\n",
            "#define __VM_UFFD_FLAGS (VM_READ | VM_WRITE)\n",
            "#define ARCH_VM_PKEY_FLAGS 0\n",
            "#if defined(CONFIG_MMU)\n#define IF_HAVE(f, n) {f, n},\n#else\n#define IF_HAVE(f, n)\n#endif\n#define __def_vmaflag_names {VM_READ, \"read\"}, IF_HAVE(VM_GROWSDOWN, \"growsdown\") {VM_WRITE, \"write\"}\n",
            "static const char mnemonics[BITS_PER_LONG][2] = {\n\t[0 ... (BITS_PER_LONG-1)] = \"??\",\n\t[ilog2(VM_READ)] = \"rd\",\n\t[ilog2(VM_WRITE)] = \"wr\",\n};\n",
        ],
        [
            "# a comment\nVERSION=6\nPATCHLEVEL=1\nSUBLEVEL=176\nEXTRAVERSION =\n",
            "#define VM_STACK_DEFAULT_FLAGS VM_NONE\n",
            "enum { DECLARE_VMA_BIT(READ, 0), DECLARE_VMA_BIT(WRITE, 1), DECLARE_VMA_BIT_ALIAS(OTHER, WRITE) };\n#define VM_NONE 0x00000000\n#define VM_READ INIT_VM_FLAG(READ)\n#define VM_WRITE BIT(1)\n#define VM_HIGH BIT(40)\n#define VM_LOCKED_MASK (VM_READ | VM_HIGH)\nstatic inline void f(void)\n{\n}\n",
            "#define __VM_UFFD_FLAGS VM_READ\n#define __VMA_UFFD_FLAGS mk_vma_flags(VMA_READ_BIT)\n",
            "#ifndef CONFIG_ARCH_HAS_PKEYS\n#define ARCH_VM_PKEY_FLAGS 0\n#endif\n",
            "#define __def_vmaflag_names \\\n\t{VM_READ, \"read\" }, \\\n\t{VM_HIGH, \"high\" }\n",
            "\tstatic const char mnemonics[BITS_PER_LONG][3] = {\n\t\t[0 ... (BITS_PER_LONG-1)] = \"??\",\n\t\t[ilog2(VM_READ)]\t= \"rd\",\n#if VM_HIGH\n\t\t[ilog2(VM_HIGH)]\t= \"\",\n#endif\n\t};\n",
        ],
    ];

    private readonly Dictionary<string, string> _written = new(StringComparer.Ordinal);

    /// <summary>Trees that compile.</summary>
    public static IReadOnlyList<byte[]> Samples { get; } =
        [.. Texts.Select(texts => Encoding.UTF8.GetBytes(string.Concat(Files.Zip(texts, (file, text) => $"{PathLine}{file}\n{text}"))))];

    /// <summary>Words of such files.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        "#define ", "#undef ", "#if 0\n", "#ifdef CONFIG_MMU\n", "#else\n", "#endif\n", "#elif 1\n", "#error a\n", "#include \"a.h\"\n", "#pragma a\n", "VM_NONE", "VM_READ", "VM_WRITE", "VMA_READ_BIT", "VMA_NEW_BIT = 3", "BIT(63)", "BIT(64)", "1UL << 70", "0x", "(", ")",
        "ilog2(", "mnemonics", "__def_vmaflag_names", "{VM_READ, \"read\"}", "\"@VM_READ\" 1 \"@\"", "\"@unit\"", "\"", "'", "/*", "*/", "//", "\\\n", "##", "__VA_ARGS__", "asm", "R\"(", "EXTRAVERSION = ", "VERSION = ", "SUBLEVEL = ", "[ilog2(VM_READ)] = \"zz\",", "};\n", "extern int a;\n", "_stub_number", "long", "?", ":",
    ];

    /// <summary>The tree's folder.</summary>
    public string Path => folder.Path;

    /// <summary>Writes the files of an input; those that it lacks are as in the first sample.</summary>
    public void Write(byte[] input)
    {
        var texts = Files.Zip(Texts[0]).ToDictionary(file => file.First, file => file.Second, StringComparer.Ordinal);
        foreach (var part in Encoding.Latin1.GetString(input).Split(PathLine))
        {
            if (part.Split('\n', 2) is [var path, var text] && texts.ContainsKey(path))
            {
                texts[path] = text;
            }
        }

        foreach (var (path, text) in texts.Where(file => _written.GetValueOrDefault(file.Key) != file.Value))
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(folder[path])!);
            File.WriteAllBytes(folder[path], Encoding.Latin1.GetBytes(text));
            _written[path] = text;
        }
    }
}
