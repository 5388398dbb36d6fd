using KernelFlags.Live.Traces;
using KernelFlags.Vma;

namespace KernelFlags.Live.Strace;

/// <summary>What strace(1) writes for an argument, read: numbers, names that are joined by <c>|</c>, and descriptors with their paths.</summary>
internal static class StraceArguments
{
    /// <summary>A number; <c>NULL</c> is 0.</summary>
    public static ulong? Number(string text) => text == "NULL" ? 0 : StraceReader.ParseNumber(text.Split(' ')[0]);

    /// <summary>The access rights; null for one that is not known.</summary>
    public static Protection? Protection(string text) => Names(text, "PROT_", name => name switch
    {
        "NONE" => 0,
        "READ" => (int)KernelFlags.Protection.Read,
        "WRITE" => (int)KernelFlags.Protection.Write,
        "EXEC" => (int)KernelFlags.Protection.Exec,
        "SEM" => (int)KernelFlags.Protection.Sem,
        "GROWSDOWN" => (int)KernelFlags.Protection.GrowsDown,
        "GROWSUP" => (int)KernelFlags.Protection.GrowsUp,
        _ => null,
    }) is { } value ? (Protection)value : null;

    /// <summary>The flags of mmap(2).</summary>
    public static MapFlags? MapFlags(string text) => Names(text, "MAP_", name =>
        Value(TraceNames.MapTypes, name) ?? Value(TraceNames.MapBits, name)) is { } value ? (MapFlags)value : null;

    /// <summary>The flags of mremap(2).</summary>
    public static RemapFlags? RemapFlags(string text) =>
        Names(text, "MREMAP_", name => Value(TraceNames.RemapBits, name)) is { } value ? (RemapFlags)value : null;

    /// <summary>The advice of madvise(2).</summary>
    public static int? Advice(string text) => Names(text.Split(' ')[0], "MADV_", name => Value(TraceNames.Advice, name));

    /// <summary>The path that <c>-y</c> writes behind a descriptor; null without one.</summary>
    public static string? Path(string descriptor)
    {
        var start = descriptor.IndexOf('<', StringComparison.Ordinal);
        var end = descriptor.LastIndexOf('>');
        return start < 0 || end < start ? null : descriptor[(start + 1)..end];
    }

    private static int? Value(NameTable table, string name) =>
        table.TryGetValue(System.Text.Encoding.ASCII.GetBytes(name), out var value) ? value : null;

    private static int? Names(string text, string prefix, Func<string, int?> value)
    {
        var set = 0;
        foreach (var part in text.Split('|'))
        {
            var one = part.StartsWith(prefix, StringComparison.Ordinal) ? value(part[prefix.Length..]) : (int?)Number(part);
            if (one is null)
            {
                return null;
            }

            set |= one.Value;
        }

        return set;
    }
}
