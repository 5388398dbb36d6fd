using System.Text;
using KernelFlags.Live.Traces.Json;

namespace KernelFlags.Live.Traces;

/// <summary>A key of an operation's line, and what stands behind it.</summary>
/// <param name="read">Reads its value.</param>
/// <param name="write">Writes its value.</param>
internal sealed class TraceKey(string name, TraceKey.Reader read, TraceKey.Writer write)
{
    private readonly byte[] _text = Encoding.ASCII.GetBytes($"\"{name}\":");

    public delegate void Reader(ref JsonCursor json, TraceOperation operation);

    public delegate void Writer(TraceBuffer text, TraceOperation operation);

    public string Name => name;

    /// <summary>The key as it stands in a line, with its quotes and the colon.</summary>
    public ReadOnlySpan<byte> Text => _text;

    public Reader Read => read;

    public Writer Write => write;

    public bool Is(ReadOnlySpan<byte> key) => key.Length == _text.Length - 3 && key.SequenceEqual(_text.AsSpan(1, key.Length));
}
