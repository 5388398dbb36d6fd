using System.Text;

namespace KernelFlags.Cli.Output;

/// <summary>A stream whose UTF-8 text goes to a writer. A character is never cut between two writes.</summary>
/// <param name="writer">The writer; it is not closed.</param>
internal sealed class WriterStream(TextWriter writer) : WriteOnlyStream
{
    public override void Write(ReadOnlySpan<byte> buffer) => writer.Write(Encoding.UTF8.GetString(buffer));

    public override void Flush() => writer.Flush();
}
