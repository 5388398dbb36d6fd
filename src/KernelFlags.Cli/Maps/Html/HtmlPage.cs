using System.Text;
using System.Text.Encodings.Web;
using KernelFlags.Definitions;

namespace KernelFlags.Cli.Maps.Html;

/// <summary>An address space as one page that needs nothing else: a picture, a table and a box that decodes flags.</summary>
/// <param name="text">What it says.</param>
/// <param name="data">What it shows.</param>
internal sealed class HtmlPage(PageText text, PageData data)
{
    private const string Open = "{{";
    private const string Close = "}}";

    private static readonly string[] Scripts = ["data.js", "words.js", "colours.js", "read.js", "decode.js", "picture.js", "density.js", "filter.js", "table.js", "causes.js", "main.js"];

    /// <summary>Writes the page.</summary>
    /// <param name="stream">Where to, in UTF-8.</param>
    public void WriteTo(Stream stream)
    {
        var page = Resource("page.html");
        var at = 0;
        for (int mark; (mark = page.IndexOf(Open, at, StringComparison.Ordinal)) >= 0;)
        {
            Write(stream, page[at..mark]);
            var end = page.IndexOf(Close, mark, StringComparison.Ordinal);
            WritePart(page[(mark + Open.Length)..end], stream);
            at = end + Close.Length;
        }

        Write(stream, page[at..]);
    }

    private void WritePart(string name, Stream stream)
    {
        switch (name)
        {
            case "data":
                data.WriteTo(stream);
                break;
            case "title":
                Write(stream, HtmlEncoder.Default.Encode(VisibleText.Of(text.Title)));
                break;
            case "style":
                Write(stream, Resource("page.css").TrimEnd());
                break;
            default:
                Write(stream, string.Join('\n', Scripts.Select(Resource)).TrimEnd());
                break;
        }
    }

    private static void Write(Stream stream, string part) => stream.Write(Encoding.UTF8.GetBytes(part));

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The page lacks {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
