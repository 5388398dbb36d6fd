using KernelFlags.Cli.Commands;
using KernelFlags.Cli.Output;
using KernelFlags.Live.Headers;

namespace KernelFlags.Cli.Tests.Fuzzing.Targets;

/// <summary><c>kflags check --tree</c> as a whole, where a compiler is installed: some hundredths of a second for each tree.</summary>
internal sealed class CompiledTreeTarget : ReaderTarget
{
    private readonly HeaderTree _tree;

    public CompiledTreeTarget() => _tree = new(Folder);

    public override int Slice => 25;

    public override IReadOnlyList<byte[]> Corpus { get; } = CCompiler.IsInstalled ? HeaderTree.Samples : [];

    public override IReadOnlyList<string> Words => HeaderTree.Words;

    public override int Ways => 1;

    /// <summary>The compiler may take some seconds, as its bounds say.</summary>
    public override TimeSpan Longest => TimeSpan.FromMinutes(2);

    protected override void Read(byte[] input, int way)
    {
        _tree.Write(input);
        try
        {
            var differences = HeaderComparison.Compare(KnownKernel.Table, HeaderEvaluator.Evaluate(_tree.Path, HeaderRequest.Of(KnownKernel.Profile)));
            JsonDocumentWriter.Write(NoTerminal.Output, CheckCommand.Array(differences));
        }
        catch (HeaderException refusal)
        {
            throw new UnusableException(refusal.Message, refusal);
        }
    }
}
