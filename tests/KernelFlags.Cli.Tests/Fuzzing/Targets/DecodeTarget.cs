using System.Text;
using System.Text.Json;
using KernelFlags.Cli.Commands;
using KernelFlags.Cli.Decode;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Tests.Fuzzing.Targets;

/// <summary><c>kflags decode</c>.</summary>
internal sealed class DecodeTarget : ReaderTarget
{
    private readonly FlagNames _names = new(KnownKernel.Table);
    private readonly OtherKernels _elsewhere = new(KnownKernel.Model, KnownKernel.Model.FindTable("vma")!, KnownKernel.Profile);

    public DecodeTarget()
    {
        using var examples = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests/Shared/PastedFlags.json")));
        Corpus = [.. examples.RootElement.EnumerateArray().Select(example => Encoding.UTF8.GetBytes(example.GetProperty("input").GetString()!)).Where(input => input.Length > 0)];
    }

    public override int Slice => 3_000;

    public override IReadOnlyList<byte[]> Corpus { get; }

    public override IReadOnlyList<string> Words { get; } =
    [
        "0x", "flags: ", "vm_flags=", "VmFlags: ", "rd wr mr", "read|write", "VM_READ | VM_WRITE", "VM_NONE", "VMA_READ_BIT", "(read|write)", "[  147.562264][  T719] ", "vma 00000000 start ", "PROT_READ", "$1 = ", "|0x40", "??", "1 << 3", "BIT(3)",
    ];

    protected override void Read(byte[] input, int way)
    {
        foreach (var line in Encoding.UTF8.GetString(input).Split('\n'))
        {
            var decoded = DecodedFlags.Of(line, _names, _elsewhere);
            NoTerminal.Output.Write(DecodedText.Render(decoded, new Style(way % 2 == 0)));
            JsonDocumentWriter.Write(NoTerminal.Output, DecodeCommand.ToJson(decoded));
        }
    }
}
