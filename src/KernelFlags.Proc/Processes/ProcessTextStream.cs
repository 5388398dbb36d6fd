using KernelFlags.Proc.Input;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Proc.Processes;

/// <summary>
/// <c>maps</c> or <c>smaps</c> of a process, read ahead on a thread of its own. When the process goes away the kernel lets the text end
/// early as if that were all of it; here that is an exception.
/// </summary>
internal sealed class ProcessTextStream : ReadOnlyStream
{
    private readonly ProcessFolder _process;
    private readonly string _identity;
    private readonly FileStream _file;
    private readonly ReadAheadStream _text;
    private long _length;

    public ProcessTextStream(ProcessFolder process, FileStream file, string identity)
    {
        _process = process;
        _identity = identity;
        _file = file;
        _text = new ReadAheadStream(file);
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            var length = _text.Read(buffer);
            _length += length;
            if (length == 0)
            {
                ThrowIfCut();
            }

            return length;
        }
        catch (IOException exception) when (exception is not ProcessException)
        {
            throw _process.Ended(exception);
        }
    }

    /// <summary>Whether what was read is all of it.</summary>
    /// <exception cref="ProcessException">It is not, or the process has no memory.</exception>
    private void ThrowIfCut()
    {
        if (_process.ReadIdentity() != _identity)
        {
            throw _process.Ended(null);
        }

        if (_length == 0)
        {
            throw _process.Empty();
        }

        // The file is of one address space: once execve(2) has put another in its place, there is nothing in it any more.
        Span<byte> first = stackalloc byte[1];
        if (RandomAccess.Read(_file.SafeFileHandle, first, 0) == 0)
        {
            throw _process.Ended(null);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _text.Dispose();
        }

        base.Dispose(disposing);
    }
}
