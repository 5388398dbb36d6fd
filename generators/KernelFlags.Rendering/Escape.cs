using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace KernelFlags.Rendering;

/// <summary>Writes text so that the language around it reads it back as text.</summary>
internal static class Escape
{
    /// <summary>A JSON string with its quotes.</summary>
    /// <returns>The literal; what is not ASCII and can be seen stays as it is.</returns>
    public static string Json(string text) =>
        "\"" + VisibleText.Of(text.Replace("\\", "\\\\").Replace("\"", "\\\"")) + "\"";

    /// <summary>A JSON literal.</summary>
    /// <param name="value">A text, a number, a truth value or nothing.</param>
    /// <returns>The literal.</returns>
    public static string JsonValue(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        string text => Json(text),
        IConvertible number => number.ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentException("json writes a text, a number, a truth value or nothing, and no list", nameof(value)),
    };

    /// <summary>Text of an XML element or attribute.</summary>
    /// <returns>The escaped text, on one line, without characters that XML forbids.</returns>
    public static string Xml(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var point in CodePoints.Of(LineEndings.OneLine(text)))
        {
            _ = point switch
            {
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                '"' => result.Append("&quot;"),
                < ' ' or 0xfffe or 0xffff => result,
                _ when !VisibleText.IsVisible(point) => result.AppendFormat(CultureInfo.InvariantCulture, "&#x{0:x};", point),
                _ => result.Append(char.ConvertFromUtf32(point)),
            };
        }

        return result.ToString();
    }

    /// <summary>Text of a comment in C, C#, Rust, Python or HTML, on one line.</summary>
    /// <returns>The text; it ends no comment, and what a reader would not see in it is an escape.</returns>
    public static string Comment(string text) => string.IsNullOrWhiteSpace(text)
        ? "Not described."
        : Visible(text).Replace("*/", "* /").Replace("/*", "/ *").Replace("-->", "-- >").Replace("??/", "?? /");

    /// <summary>Text of a comment that rustdoc reads as Markdown.</summary>
    /// <returns>The text, on one line, without markup.</returns>
    public static string RustDoc(string text) => string.IsNullOrWhiteSpace(text) ? Comment(text) : Markdown(text);

    /// <summary>Text of a cell of a Markdown table.</summary>
    /// <returns>The text, on one line, without markup. An underscore within a word is none.</returns>
    public static string Markdown(string text) => Regex.Replace(
        Visible(text, point => point is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '&' or '~'),
        @"(?<=[A-Za-z0-9_])\\_(?=[A-Za-z0-9_\\])",
        "_");

    /// <summary>Text on one line. What a reader would not see in it is an escape.</summary>
    /// <returns>The text.</returns>
    public static string Visible(string text) => Visible(text, _ => false);

    private static string Visible(string text, Func<int, bool> isMarkup)
    {
        var result = new StringBuilder(text.Length);
        foreach (var point in CodePoints.Of(VisibleText.Of(LineEndings.OneLine(text))))
        {
            _ = isMarkup(point) ? result.Append('\\') : result;
            result.Append(char.ConvertFromUtf32(point));
        }

        return result.ToString();
    }
}
