using System.Text;
using KernelFlags.Live.Processes;

namespace KernelFlags.Cli.Output;

/// <summary>Standard output of this process. A write fails once its reader has gone, as <c>head</c> does.</summary>
internal sealed class StandardOutput : WriteOnlyStream
{
    private const int Descriptor = 1;

    private readonly Stream? _output = Open(Descriptor, Console.OpenStandardOutput);

    /// <summary>A writer of UTF-8 text with LF line ends, each write of which is seen at once.</summary>
    public TextWriter Writer()
    {
#pragma warning disable CA2000 // It goes with the process.
        var writer = new StreamWriter(this, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };
#pragma warning restore CA2000
        return TextWriter.Synchronized(writer);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        (_output ?? throw new IOException("standard output is closed; name a file or a program that takes the results")).Write(buffer);
        if (OutputPipe.IsUnread(Descriptor))
        {
            throw new UnreadException();
        }
    }

    public override void Flush() => _output?.Flush();

    /// <summary>Opens a stream of the process.</summary>
    /// <param name="descriptor">The number of its descriptor.</param>
    /// <param name="open">Opens it.</param>
    /// <returns>The stream; null where whoever started the process closed it.</returns>
    public static Stream? Open(int descriptor, Func<Stream> open)
    {
        try
        {
            return OutputPipe.IsInherited(descriptor) ? open() : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _output?.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Nobody reads standard output any more: there is nothing left to do, and nobody to tell.</summary>
internal sealed class UnreadException : Exception
{
    public UnreadException()
        : this("nobody reads the output any more")
    {
    }

    public UnreadException(string message)
        : base(message)
    {
    }

    public UnreadException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
