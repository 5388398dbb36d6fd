using System.Text;

namespace KernelFlags.Cli.Output;

/// <summary>Standard error of this process. Where nobody can be told any more, nothing is told: the exit status still says how it went.</summary>
internal sealed class StandardError : WriteOnlyStream
{
    private const int Descriptor = 2;

    private readonly Stream _error = StandardOutput.Open(Descriptor, Console.OpenStandardError) ?? Null;

    private StandardError()
    {
    }

    /// <summary>A writer of UTF-8 text with LF line ends, each write of which is seen at once.</summary>
    public static TextWriter Writer()
    {
#pragma warning disable CA2000 // It goes with the process.
        var writer = new StreamWriter(new StandardError(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };
#pragma warning restore CA2000
        return TextWriter.Synchronized(writer);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _error.Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is closed, or the disk that it lies on is full.
        }
    }

    public override void Flush()
    {
        // Nothing is held back.
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _error.Dispose();
        }

        base.Dispose(disposing);
    }
}
