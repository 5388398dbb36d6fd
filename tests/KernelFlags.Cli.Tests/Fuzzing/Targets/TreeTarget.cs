using System.Text;
using KernelFlags.Cli.Input;
using KernelFlags.Live.Headers;

namespace KernelFlags.Cli.Tests.Fuzzing.Targets;

/// <summary>
/// What <c>kflags check --tree</c> does without a compiler: it reads a tree's version, cuts definitions out of its files, and makes a function
/// of them. An input is the files of a tree one after the other, each below a line with its path.
/// </summary>
internal sealed class TreeTarget : ReaderTarget
{
    private readonly HeaderTree _tree;

    public TreeTarget() => _tree = new(Folder);

    public override int Slice => 3_000;

    public override IReadOnlyList<byte[]> Corpus => HeaderTree.Samples;

    public override IReadOnlyList<string> Words => HeaderTree.Words;

    protected override void Read(byte[] input, int way)
    {
        _tree.Write(input);
        try
        {
            if (TreeVersion.Of(_tree.Path) is { } version && way % 2 == 0)
            {
                KernelChoice.ParseVersion(KnownKernel.Model, version, TextWriter.Null);
            }

            var unit = new EvaluationUnit(0, HeaderRequest.Of(KnownKernel.Profile), TreeDefinitions.Read(_tree.Path, KnownKernel.Profile.Arch));
            unit.Program(WithoutDirectives(unit.Source));
        }
        catch (HeaderException refusal)
        {
            throw new UnusableException(refusal.Message, refusal);
        }
    }

    /// <summary>Some of what the preprocessor does: it keeps what is no directive.</summary>
    private static string WithoutDirectives(string source)
    {
        var kept = new StringBuilder();
        foreach (var line in source.AsSpan().EnumerateLines())
        {
            if (!line.TrimStart().StartsWith("#"))
            {
                kept.Append(line).Append('\n');
            }
        }

        return kept.ToString();
    }
}
