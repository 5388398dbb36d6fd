namespace KernelFlags.Cli.Tests.Fuzzing;

/// <summary>Makes an input that shows something shorter, as long as it shows it still: lines go first, then bytes.</summary>
internal static class InputShrinker
{
    private const int MaxTries = 4000;

    /// <summary>Shrinks an input.</summary>
    /// <param name="shows">Whether a shorter one shows it too.</param>
    /// <returns>The shortest that was found.</returns>
    public static byte[] Shrink(byte[] input, Func<byte[], bool> shows)
    {
        var tries = 0;
        bool Shows(byte[] candidate) => tries++ < MaxTries && shows(candidate);
        return [.. Shrink([.. Shrink(Lines(input), Shows).SelectMany(line => line).Select(value => new[] { value })], Shows).SelectMany(value => value)];
    }

    private static List<byte[]> Shrink(List<byte[]> parts, Func<byte[], bool> shows)
    {
        for (var size = Math.Max(1, parts.Count / 2); size > 0; size /= 2)
        {
            for (var at = 0; at < parts.Count;)
            {
                List<byte[]> fewer = [.. parts[..at], .. parts[Math.Min(parts.Count, at + size)..]];
                if (fewer.Count > 0 && shows([.. fewer.SelectMany(part => part)]))
                {
                    parts = fewer;
                }
                else
                {
                    at += size;
                }
            }
        }

        return parts;
    }

    private static List<byte[]> Lines(byte[] input)
    {
        var lines = new List<byte[]>();
        for (var rest = input.AsSpan(); !rest.IsEmpty;)
        {
            var length = rest.IndexOf((byte)'\n') is >= 0 and var end ? end + 1 : rest.Length;
            lines.Add(rest[..length].ToArray());
            rest = rest[length..];
        }

        return lines;
    }
}
