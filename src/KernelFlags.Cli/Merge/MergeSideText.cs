using KernelFlags.Cli.Decode;
using KernelFlags.Cli.Input;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Borders;

namespace KernelFlags.Cli.Merge;

/// <summary>A VMA as it is written in a call: its flags, and <c>off=</c>, <c>len=</c> and <c>file=</c> among them.</summary>
internal sealed class MergeSideText
{
    private const ulong PageSize = 4096;

    /// <summary>Beyond it no address space has room for a VMA.</summary>
    private const ulong LongestLength = 1UL << 40;

    private static readonly string[] Keys = ["off", "len", "file"];

    private readonly string _name;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _flags = [];

    private MergeSideText(string name) => _name = name;

    /// <summary>Reads one.</summary>
    /// <param name="name">What messages call it: <c>LEFT</c>.</param>
    /// <param name="text">What was written.</param>
    /// <param name="names">The names of the kernel's flags.</param>
    /// <param name="note">What gets how a number was read that may be read otherwise.</param>
    /// <exception cref="UnusableException">It is no VMA, or has flags that the kernel does not.</exception>
    public static MergeSide Read(string name, string text, FlagNames names, Action<string> note)
    {
        var side = new MergeSideText(name);
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            side.Add(word);
        }

        return new(
            side.Flags(names, note),
            side._values.GetValueOrDefault("file"),
            side.Bytes("off", ulong.MaxValue - LongestLength),
            side.Bytes("len", LongestLength) ?? PageSize);
    }

    private void Add(string word)
    {
        if (word.Split('=', 2) is not [var key, var value] || !Keys.Contains(key, StringComparer.Ordinal))
        {
            _flags.Add(word);
        }
        else if (value.Length == 0)
        {
            throw Refused($"{key}= has no value");
        }
        else if (!_values.TryAdd(key, value))
        {
            throw Refused($"{key}= stands there twice");
        }
    }

    private ulong Flags(FlagNames names, Action<string> note)
    {
        var text = string.Join(' ', _flags);
        if (text.Length == 0)
        {
            return 0;
        }

        var read = FlagText.Read(text, names);
        var kernel = names.Table.Kernel;
        if (read.UnknownWords is [var unknown, ..])
        {
            throw Refused($"'{VisibleText.Of(unknown)}' is no flag of Linux {kernel.Kernel.ToFullString()} on {kernel.Arch}{Hint(unknown, read.IsTrace, names)}");
        }

        if (read.Value is not { } value || read.Around.Count > 0)
        {
            throw Refused($"'{VisibleText.Of(text)}' is more than flags; write mnemonics (\"rd wr\"), trace text (\"read|write\") or a number");
        }

        if (read.Differences is [var difference, ..])
        {
            throw Refused($"what it says does not agree: {difference}");
        }

        if (!(value & ~FlagBits.All(names.Table.Width)).IsEmpty)
        {
            throw Refused($"{value} has bits that no flag word of {kernel.Arch} has room for");
        }

        foreach (var reading in read.Notes)
        {
            note($"{_name}: {reading}");
        }

        return value.Low;
    }

    private ulong? Bytes(string key, ulong largest)
    {
        if (!_values.TryGetValue(key, out var text))
        {
            return null;
        }

        return FlagBits.TryParse(text, out var value) && value.High == 0 && value.Low <= largest && value.Low % PageSize == 0 && (key != "len" || value.Low > 0)
            ? value.Low
            : throw Refused($"{key}={VisibleText.Of(text)} is no number of bytes that are whole pages of {PageSize}");
    }

    private static string Hint(string word, bool isTrace, FlagNames names) =>
        Names.Hint(word, [.. (isTrace || word.Length > 2 ? names.TraceNames : names.Mnemonics).Keys.Order(StringComparer.Ordinal)]);

    private UnusableException Refused(string reason) => new($"{_name}: {reason}");
}
