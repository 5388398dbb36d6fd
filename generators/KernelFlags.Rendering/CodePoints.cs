namespace KernelFlags.Rendering;

/// <summary>The characters of a text, as Unicode counts them.</summary>
internal static class CodePoints
{
    /// <summary>The characters. Half a surrogate pair, which no encoding can write, is the replacement character.</summary>
    /// <returns>Their numbers, in order.</returns>
    public static IEnumerable<int> Of(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                yield return char.ConvertToUtf32(text, i);
                i++;
            }
            else
            {
                yield return char.IsSurrogate(text[i]) ? '\ufffd' : text[i];
            }
        }
    }
}
