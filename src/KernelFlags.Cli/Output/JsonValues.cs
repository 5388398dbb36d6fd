using System.Globalization;
using System.Text.Json;

namespace KernelFlags.Cli.Output;

/// <summary>Values as each document has them: what is not told is null, and an address is a text in hexadecimal.</summary>
internal static class JsonValues
{
    /// <summary>Writes a size in bytes; null where nothing tells it.</summary>
    public static void WriteSize(Utf8JsonWriter json, string name, ulong? size)
    {
        if (size is { } told)
        {
            json.WriteNumber(name, told);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Writes texts; null where nothing tells them.</summary>
    public static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string>? values)
    {
        if (values is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++)
        {
            json.WriteStringValue(values[i]);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes an address.</summary>
    /// <param name="name">The name of the value; null in an array.</param>
    public static void WriteAddress(Utf8JsonWriter json, string? name, ulong address)
    {
        Span<char> text = stackalloc char[18];
        text.TryWrite(CultureInfo.InvariantCulture, $"0x{address:x}", out var length);
        if (name is null)
        {
            json.WriteStringValue(text[..length]);
        }
        else
        {
            json.WriteString(name, text[..length]);
        }
    }
}
