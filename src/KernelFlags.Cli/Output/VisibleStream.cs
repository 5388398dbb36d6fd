using System.Buffers;
using System.Text;

namespace KernelFlags.Cli.Output;

/// <summary>The same way as <see cref="VisibleWriter"/> for UTF-8: what is visible ASCII goes on as it is.</summary>
/// <param name="plain">Where that goes.</param>
/// <param name="writer">Where all else goes, as text; it ends where <paramref name="plain"/> does.</param>
internal sealed class VisibleStream(Stream plain, TextWriter writer) : WriteOnlyStream
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (byte)c), (byte)'\t', (byte)'\n']);

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private bool _isWithinCharacter;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!_isWithinCharacter && !buffer.ContainsAnyExcept(Plain))
        {
            plain.Write(buffer);
            return;
        }

        var text = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        _decoder.Convert(buffer, text, flush: false, out _, out var length, out _);
        _isWithinCharacter = buffer.Length > 0 && buffer[^1] > '~';
        writer.Write(text, 0, length);
    }

    public override void Flush()
    {
        writer.Flush();
        plain.Flush();
    }
}
