using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelFlags.Cli.Output;

/// <summary>Writes the one document that a command prints with <c>--format json</c>.</summary>
internal static class JsonDocumentWriter
{
    /// <summary>Nothing here ends up in a web page: what is not ASCII stays readable.</summary>
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a document and a line feed.</summary>
    /// <param name="writer">Where to.</param>
    public static void Write(TextWriter writer, JsonNode document)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            document.WriteTo(json);
        }

        writer.Write(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
        writer.Write('\n');
    }

    /// <summary>An array of what <paramref name="convert"/> makes of each item.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="items">The items, in order.</param>
    /// <param name="convert">Makes the element of an item.</param>
    public static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> convert) => new([.. items.Select(convert)]);

    /// <summary>An array of texts.</summary>
    /// <param name="items">The texts, in order.</param>
    public static JsonArray Array(IEnumerable<string> items) => Array(items, Text);

    /// <summary>A text from outside, which may hold half of a character: JSON has no way to say that.</summary>
    /// <returns>The text, with U+FFFD for each such half.</returns>
    public static JsonValue Text(string text) => JsonValue.Create(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
}
