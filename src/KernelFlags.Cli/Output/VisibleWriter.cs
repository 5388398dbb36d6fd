using System.Buffers;
using System.Text;
using KernelFlags.Definitions;

namespace KernelFlags.Cli.Output;

/// <summary>
/// The way to a terminal for all text of a call: whatever it holds, only visible text, blanks, tabs, ends of lines and our own colours come
/// through, the rest as escapes. Texts from outside that have to stay on one line are escaped before, by <see cref="VisibleText"/> too.
/// </summary>
/// <param name="writer">Where to; it is not closed.</param>
internal sealed class VisibleWriter(TextWriter writer) : TextWriter
{
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c), '\t', '\n']);

    private readonly Lock _lock = new();

    /// <summary>The start of a character, or of a colour, whose end the next write has.</summary>
    private string _begun = "";

    public override Encoding Encoding => writer.Encoding;

    /// <summary>Whether colours come through.</summary>
    public bool IsColored { get; set; }

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_lock)
        {
            if (_begun.Length == 0 && !buffer.ContainsAnyExcept(Plain))
            {
                writer.Write(buffer);
                return;
            }

            var text = string.Concat(_begun, buffer);
            _begun = "";
            WriteVisible(text);
        }
    }

    /// <summary>Writes what the terminal is to obey.</summary>
    /// <param name="control">Control sequences, and text that has none.</param>
    public void WriteControl(string control)
    {
        lock (_lock)
        {
            WriteBegun();
            writer.Write(control);
        }
    }

    public override void Flush()
    {
        lock (_lock)
        {
            WriteBegun();
            writer.Flush();
        }
    }

    private void WriteBegun()
    {
        var begun = _begun;
        _begun = "";
        writer.Write(VisibleText.Of(begun));
    }

    private void WriteVisible(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var plain = rest.IndexOfAnyExcept(Plain);
            plain = plain < 0 ? rest.Length : plain;
            result.Append(rest[..plain]);
            rest = rest[plain..];
            var (length, isColor) = rest.IsEmpty ? (0, false) : Next(rest);
            if (length > rest.Length)
            {
                _begun = rest.ToString();
                break;
            }

            _ = isColor ? result.Append(rest[..length]) : result.Append(VisibleText.Of(rest[..length].ToString()));
            rest = rest[length..];
        }

        writer.Write(result);
    }

    /// <summary>The length of the character or colour that a text starts with; more than the text's where its end is not there yet.</summary>
    private (int Length, bool IsColor) Next(ReadOnlySpan<char> text)
    {
        if (char.IsHighSurrogate(text[0]))
        {
            return (text.Length == 1 || char.IsLowSurrogate(text[1]) ? 2 : 1, false);
        }

        return IsColored && Style.LengthOfCode(text) is > 0 and var length ? (length, true) : (1, false);
    }
}
