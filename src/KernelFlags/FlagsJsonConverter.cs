using System.Text.Json;
using System.Text.Json.Serialization;

namespace KernelFlags;

/// <summary>
/// Writes a set of flags to JSON as the names that they have in C, joined by <c>|</c>, with what has no name in hexadecimal:
/// <c>"VM_READ|VM_WRITE|0x8000000000000000"</c>. Reading takes every format of <see cref="IFlags{TSelf}"/>, and a number as the word; what was written
/// is read back as it was. Generated types have it by an attribute.
/// </summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
public sealed class FlagsJsonConverter<TFlags> : JsonConverter<TFlags>
    where TFlags : unmanaged, IFlags<TFlags>
{
    private const string Format = "N";

    /// <inheritdoc/>
    public override TFlags Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return Parse(reader.GetString()!);
            case JsonTokenType.Number when reader.TryGetUInt64(out var word):
                try
                {
                    return TFlags.FromWord(0, word);
                }
                catch (ArgumentOutOfRangeException exception)
                {
                    throw new JsonException($"0x{word:x} has bits outside of the {TFlags.Width} of {typeof(TFlags).Name}.", exception);
                }

            default:
                throw new JsonException($"{typeof(TFlags).Name} is a string of names joined by '|', or a whole number from 0 to 2^64-1.");
        }
    }

    /// <inheritdoc/>
    public override TFlags ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString()!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TFlags value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(FlagFormatter.Format(value, Format));
    }

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, TFlags value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(FlagFormatter.Format(value, Format));
    }

    private static TFlags Parse(string text)
    {
        try
        {
            return FlagParser.Parse<TFlags>(text);
        }
        catch (FormatException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }
}
