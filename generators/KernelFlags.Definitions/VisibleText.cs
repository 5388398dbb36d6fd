using System.Globalization;
using System.Text;

namespace KernelFlags.Definitions;

/// <summary>
/// Text from outside as it may be shown: what a terminal would obey, what turns the direction of what follows, and what nobody sees is an
/// escape, as JSON writes it. A name can then neither move the cursor nor look like another name.
/// </summary>
public static class VisibleText
{
    /// <summary>What Unicode asks to be shown as nothing although its category does not say so: fillers, joiners and variation selectors.</summary>
    private static readonly (int First, int Last)[] ShownAsNothing =
    [
        (0x034f, 0x034f), (0x115f, 0x1160), (0x17b4, 0x17b5), (0x180b, 0x180f), (0x2800, 0x2800), (0x3164, 0x3164), (0xfe00, 0xfe0f), (0xffa0, 0xffa0),
        (0xe0100, 0xe01ef),
    ];

    /// <summary>A text on one line, with escapes for what must not be shown: <c>\n</c>, <c>\u001b</c>, <c>\u202e</c>.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The text; what it shows of itself stays as it is, a backslash too.</returns>
    public static string Of(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or > '~')
            {
                return Escaped(text, i);
            }
        }

        return text;
    }

    /// <summary>Whether a character may be shown as it is.</summary>
    /// <param name="codePoint">Its number; half of a surrogate pair is a character that may not.</param>
    /// <returns>True when it is seen, a blank included, and does nothing to what stands around it.</returns>
    public static bool IsVisible(int codePoint)
    {
        if (codePoint is >= ' ' and <= '~')
        {
            return true;
        }

        var category = codePoint <= char.MaxValue
            ? CharUnicodeInfo.GetUnicodeCategory((char)codePoint)
            : CharUnicodeInfo.GetUnicodeCategory(char.ConvertFromUtf32(codePoint), 0);
        return category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned)
            && !Array.Exists(ShownAsNothing, range => codePoint >= range.First && codePoint <= range.Last);
    }

    /// <summary>The escape of a character. Those of a text within a JSON document leave what the document says as it was.</summary>
    /// <returns><c>\n</c>, <c>\t</c>, <c>\r</c>, or <c>\u</c> with four digits, twice above U+FFFF.</returns>
    public static string Escape(int codePoint) => codePoint switch
    {
        '\n' => "\\n",
        '\t' => "\\t",
        '\r' => "\\r",
        <= char.MaxValue => string.Format(CultureInfo.InvariantCulture, "\\u{0:x4}", codePoint),
        _ => string.Concat(char.ConvertFromUtf32(codePoint).Select(half => Escape(half))),
    };

    private static string Escaped(string text, int plain)
    {
        var result = new StringBuilder(text.Length + 16).Append(text, 0, plain);
        for (var i = plain; i < text.Length; i++)
        {
            var isPair = char.IsSurrogatePair(text, i);
            var codePoint = isPair ? char.ConvertToUtf32(text, i) : text[i];
            _ = IsVisible(codePoint) ? result.Append(text, i, isPair ? 2 : 1) : result.Append(Escape(codePoint));
            i += isPair ? 1 : 0;
        }

        return result.ToString();
    }
}
