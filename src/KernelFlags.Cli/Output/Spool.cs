using System.Text;
using KernelFlags.Live.Processes;

namespace KernelFlags.Cli.Output;

/// <summary>
/// Output that is held back until all of it is known to be right: in memory while it is short, then in a file that is gone with the process.
/// </summary>
internal sealed class Spool : WriteOnlyStream
{
    private const int LongestInMemory = 256 << 10;

    private Stream _bytes = new MemoryStream();

    public override long Length => _bytes.Length;

    public override long Position { get => _bytes.Position; set => throw new NotSupportedException(); }

    /// <summary>Writes all of it to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    public void CopyTo(Terminal terminal)
    {
        if (terminal.OutputBytes is not { } output)
        {
            CopyTo(terminal.Output);
            return;
        }

        terminal.Output.Flush();
        _bytes.Position = 0;
        _bytes.CopyTo(output);
        output.Flush();
    }

    /// <summary>Writes all of it.</summary>
    /// <param name="writer">Where to.</param>
    public void CopyTo(TextWriter writer)
    {
        _bytes.Position = 0;
        using var reader = new StreamReader(_bytes, Encoding.UTF8, false, leaveOpen: true);
        var buffer = new char[16 << 10];
        while (reader.Read(buffer, 0, buffer.Length) is > 0 and var length)
        {
            writer.Write(buffer, 0, length);
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_bytes is MemoryStream && _bytes.Length + buffer.Length > LongestInMemory)
        {
            MoveToFile();
        }

        _bytes.Write(buffer);
    }

    public override void Flush()
    {
        // What is held back goes nowhere before CopyTo.
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bytes.Dispose();
        }

        base.Dispose(disposing);
    }

    private void MoveToFile()
    {
        var path = Path.Combine(TemporaryFolder.Find(), $"kflags-{Guid.NewGuid():N}");
        FileStream file;
        using (Leftovers.File(path))
        {
            file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete, 64 << 10);
        }

        _bytes.Position = 0;
        _bytes.CopyTo(file);
        _bytes.Dispose();
        _bytes = file;
    }
}
