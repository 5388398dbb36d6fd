using System.Text;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Tests.Fuzzing.Targets;

/// <summary><c>--config-file FILE</c> and <c>--config LIST</c>, and the table that comes of them.</summary>
internal sealed class ConfigTarget : ReaderTarget
{
    private static readonly string[] Architectures = ["x86_64", "arm64", "ppc32", "riscv64"];

    private readonly HashSet<string> _known = [.. KnownKernel.Model.Options.Select(option => option.Name)];
    private readonly FlagTable _table = KnownKernel.Model.FindTable("vma")!;

    public ConfigTarget()
    {
        var lines = KnownKernel.Model.Options.Select((option, index) => index % 3 == 0 ? $"# CONFIG_{option.Name} is not set" : $"CONFIG_{option.Name}={(index % 3 == 1 ? "y" : "0x10")}").ToList();
        string[] texts =
        [
            .. lines.Chunk(12).Select(some => "#\n# Automatically generated file; DO NOT EDIT.\n#\nCONFIG_CC_VERSION_TEXT=\"gcc (Debian) 14\"\nCONFIG_ARCH_MMAP_RND_BITS=28\n" + string.Join('\n', some) + "\n"),
            string.Join(',', KnownKernel.Model.Options.Take(12).Select(option => option.Name)),
            "MMU,64BIT=y,KSM=n,ARCH_PKEY_BITS=4,STACK_GROWSUP=0x1",
        ];
        Corpus = [.. texts.Select(Encoding.UTF8.GetBytes)];
        Words = [.. KnownKernel.Model.Options.Select(option => option.Name), "CONFIG_", "=y\n", "=n\n", "=m\n", "=\"\"\n", "=-1\n", "# ", " is not set\n", "=", ","];
    }

    public override int Slice => 5_000;

    public override IReadOnlyList<byte[]> Corpus { get; }

    public override IReadOnlyList<string> Words { get; }

    protected override void Read(byte[] input, int way)
    {
        var options = OptionsOf(input, way);
        var kernel = KernelSelector.Of(KnownKernel.Model, new KernelVersion(7, 2), Architectures[way / 2 % Architectures.Length], options);
        TableText.Render(TableResolver.Resolve(_table, kernel), new Style(false));
    }

    private EquatableArray<string> OptionsOf(byte[] input, int way)
    {
        if (way % 2 == 1 && !input.AsSpan().Contains((byte)'\n'))
        {
            return KernelConfig.OfList(Encoding.UTF8.GetString(input));
        }

        File.WriteAllBytes(Folder["config"], input);
        return KernelConfig.OfFile("config", KernelConfig.ReadText(Folder["config"], NoTerminal), _known);
    }
}
