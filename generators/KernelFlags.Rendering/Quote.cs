using System.Globalization;
using System.Text;

namespace KernelFlags.Rendering;

/// <summary>String literals, with their quotes and of ASCII alone.</summary>
internal static class Quote
{
    private const string EndsTrigraph = "=/'()!<>-";

    /// <summary>
    /// A string of C, in UTF-8. Other bytes than ASCII are octal, so that no digit after them is taken for a part of them.
    /// </summary>
    /// <returns>The literal; it has no trigraph.</returns>
    public static string C(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            _ = value switch
            {
                (byte)'"' or (byte)'\\' => result.Append('\\').Append((char)value),
                < 0x20 or >= 0x7f => result.Append('\\').Append(Convert.ToString(value, 8).PadLeft(3, '0')),
                _ when EndsTrigraph.IndexOf((char)value) >= 0 && EndsWithTwoMarks(result) =>
                    result.Insert(result.Length - 1, '\\').Append((char)value),
                _ => result.Append((char)value),
            };
        }

        return result.Append('"').ToString();
    }

    /// <summary>A string of Rust.</summary>
    /// <returns>The literal.</returns>
    public static string Rust(string text) => Escaped(text, "\\u{{{0:x}}}");

    /// <summary>A string of Python.</summary>
    /// <returns>The literal.</returns>
    public static string Python(string text) => Escaped(text, "\\U{0:x8}");

    private static bool EndsWithTwoMarks(StringBuilder text) =>
        text.Length >= 2 && text[text.Length - 1] == '?' && text[text.Length - 2] == '?';

    private static string Escaped(string text, string format)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var point in CodePoints.Of(text))
        {
            _ = point switch
            {
                '"' or '\\' => result.Append('\\').Append((char)point),
                < ' ' or >= 0x7f => result.AppendFormat(CultureInfo.InvariantCulture, format, point),
                _ => result.Append((char)point),
            };
        }

        return result.Append('"').ToString();
    }
}
