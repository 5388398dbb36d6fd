using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using KernelFlags.Definitions;
using KernelFlags.Proc.Input;

namespace KernelFlags.Cli.Input;

/// <summary>Reads which CONFIG options are set, from a list or from a <c>.config</c>.</summary>
internal static partial class KernelConfig
{
    private const string Prefix = "CONFIG_";

    /// <summary>A .config of a distribution has some 300 KB. What unpacks to much more is something else.</summary>
    private const int LargestFile = 16 * 1024 * 1024;

    /// <summary>Reads <c>A,B,C=4</c>. <c>A=y</c> is <c>A</c>, and <c>A=n</c> is not set.</summary>
    /// <param name="list">The list; an empty one is none.</param>
    /// <returns>The options that are set, <c>NAME</c> or <c>NAME=VALUE</c>; of one that is there twice the last counts.</returns>
    public static EquatableArray<string> OfList(string list)
    {
        var options = new OptionList();
        foreach (var item in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Item().IsMatch(item))
            {
                throw new UnusableException($"'{item}' is no option; write NAME, NAME=y, NAME=n or NAME=NUMBER, separated by commas");
            }

            options.Set(item);
        }

        return options.ToArray();
    }

    /// <summary>Reads the text of a <c>.config</c>.</summary>
    /// <param name="path">The file, which problems name.</param>
    /// <param name="config">Its text.</param>
    /// <param name="known">The options that change a table. The others, some thousands, are left out.</param>
    /// <returns>The options that are set, <c>NAME</c> or <c>NAME=VALUE</c>.</returns>
    public static EquatableArray<string> OfFile(string path, string config, IReadOnlySet<string> known)
    {
        var options = new OptionList();
        var number = 0;
        foreach (var line in config.EnumerateLines())
        {
            number++;
            var text = line.Trim();
            if (text.IsEmpty || text[0] == '#')
            {
                continue;
            }

            if (!FileLine().IsMatch(text))
            {
                throw new UnusableException(new InputException(
                    InputException.MalformedConfig,
                    number,
                    line.IndexOf(text) + 1,
                    "this is no line of a .config; it would be CONFIG_NAME=VALUE or a comment").Format(path));
            }

            options.Set(text.ToString());
        }

        return options.ToArray(known);
    }

    /// <summary>Reads all of a <c>.config</c>, plain or gzip, also from a pipe: <c>&lt;(zcat /proc/config.gz)</c>.</summary>
    /// <param name="terminal">Where relative paths start.</param>
    /// <returns>Its text.</returns>
    public static string ReadText(string path, Terminal terminal)
    {
        try
        {
            using var file = InputFile.Open(terminal, path, "name a .config");
            var bytes = Read(file, path);
            if (bytes is [0x1f, 0x8b, ..])
            {
                using var packed = new MemoryStream(bytes);
                using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
                bytes = Read(unpacked, path);
            }

            return Encoding.UTF8.GetString(bytes);
        }
        catch (InvalidDataException exception)
        {
            throw new UnusableException($"{path} can't be unpacked: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{path} can't be read: {exception.Message}", exception);
        }
    }

    private static byte[] Read(Stream stream, string path)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (stream.Read(buffer) is > 0 and var read)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > LargestFile)
            {
                throw new UnusableException($"{path} is too large to be a .config, which has at most {LargestFile >> 20} MiB");
            }
        }

        return bytes.ToArray();
    }

    [GeneratedRegex(@"^\w+(=(y|m|n|-?[0-9]+|0[xX][0-9a-fA-F]+))?$", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex Item();

    [GeneratedRegex(@"^CONFIG_\w+=.*$", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex FileLine();

    /// <summary>Options in the order in which they were first named.</summary>
    private sealed class OptionList
    {
        private readonly OrderedDictionary<string, string> _values = new(StringComparer.Ordinal);

        public void Set(string item)
        {
            var equals = item.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? item : item[..equals];
            name = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
            _values[name] = equals < 0 ? "y" : item[(equals + 1)..];
        }

        public EquatableArray<string> ToArray(IReadOnlySet<string>? known = null) => _values
            .Where(option => option.Value != "n" && known?.Contains(option.Key) != false)
            .Select(option => option.Value == "y" ? option.Key : $"{option.Key}={option.Value}")
            .ToEquatableArray();
    }
}
