using KernelFlags.Live.Headers;

namespace KernelFlags.Cli.Tests.Fuzzing.Targets;

/// <summary>The object file that a compiler makes of a tree, and what is read from it.</summary>
internal sealed class ObjectTarget : ReaderTarget
{
    private readonly HeaderTree _tree;
    private readonly EvaluationUnit _unit;

    public ObjectTarget()
    {
        _tree = new(Folder);
        _tree.Write(HeaderTree.Samples[0]);
        _unit = new EvaluationUnit(0, HeaderRequest.Of(KnownKernel.Profile), TreeDefinitions.Read(_tree.Path, KnownKernel.Profile.Arch));
        Corpus = CCompiler.IsInstalled ? [Compile("-O0"), Compile("-m32"), Compile("-g")] : [];
    }

    public override int Slice => 20_000;

    public override IReadOnlyList<byte[]> Corpus { get; }

    public override IReadOnlyList<string> Words { get; } = ["words_0", "bits_0", "trace_0", "mnemonics_0", "\u007fELF", ".symtab", ".strtab"];

    protected override void Read(byte[] input, int way)
    {
        try
        {
            HeaderComparison.Compare(KnownKernel.Table, _unit.Read(ObjectFile.Read(input)));
        }
        catch (HeaderException refusal)
        {
            throw new UnusableException(refusal.Message, refusal);
        }
    }

    private byte[] Compile(string option)
    {
        string[] preprocess = ["-std=gnu11", "-Wp,-undef", "-w"];
        File.WriteAllText(Path.Combine(_tree.Path, "source.c"), CStubs.Macros + CStubs.Joins + _unit.Source);
        var text = CCompiler.Compile(_tree.Path, [.. preprocess, "-E", "-P", "source.c"]);
        File.WriteAllText(Path.Combine(_tree.Path, "tables.c"), CStubs.Types + _unit.Program(text));
        CCompiler.Compile(_tree.Path, [.. preprocess, option, "-c", "-o", "tables.o", "tables.c"]);
        return File.ReadAllBytes(Path.Combine(_tree.Path, "tables.o"));
    }
}
