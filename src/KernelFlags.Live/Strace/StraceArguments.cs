using System.Text;
using KernelFlags.Live.Traces;
using KernelFlags.Vma;

namespace KernelFlags.Live.Strace;

/// <summary>What strace(1) writes for an argument, read: numbers, names that are joined by <c>|</c>, strings, and descriptors with their paths.</summary>
internal static class StraceArguments
{
    private const string HugeShift = "<<MAP_HUGE_SHIFT";

    /// <summary>A number; <c>NULL</c> is 0.</summary>
    public static ulong? Number(string text) =>
        text == "NULL" ? 0 : StraceText.Leading(text) is { } value && !text.Contains('|', StringComparison.Ordinal) ? value : null;

    /// <summary>An address. Some versions write those of 32-bit programs as negative numbers of 64 bits; no program has memory up there.</summary>
    public static ulong? Address(string text) => Number(text) is { } value ? Address(value) : null;

    /// <summary>An address that a call returned.</summary>
    public static ulong Address(ulong value) => value >> 32 == uint.MaxValue ? (uint)value : value;

    /// <summary>The access rights; null for one that is not known.</summary>
    public static Protection? Protection(string text) => (Protection?)Names(text, "PROT_", SystemCallWords.Prot);

    /// <summary>The flags of mmap(2). How large huge pages are is a part of them: <c>21&lt;&lt;MAP_HUGE_SHIFT</c>.</summary>
    public static MapFlags? MapFlags(string text) => (MapFlags?)Names(text, "MAP_", SystemCallWords.Map, SystemCallWords.MapType, SystemCallWords.MapHuge);

    /// <summary>The flags of mremap(2).</summary>
    public static RemapFlags? RemapFlags(string text) => (RemapFlags?)Names(text, "MREMAP_", SystemCallWords.Mremap);

    /// <summary>The advice of madvise(2).</summary>
    public static int? Advice(string text) => Names(text, "MADV_", SystemCallWords.Madv);

    /// <summary>The flags of mlock2(2).</summary>
    public static LockFlags? LockFlags(string text) => (LockFlags?)Names(text, "MLOCK_", SystemCallWords.Mlock);

    /// <summary>The flags of mlockall(2).</summary>
    public static LockAllFlags? LockAllFlags(string text) => (LockAllFlags?)Names(text, "MCL_", SystemCallWords.Mcl);

    /// <summary>The modes of a userfaultfd.</summary>
    public static UffdMode? UffdMode(string text) => (UffdMode?)Names(text, "UFFDIO_REGISTER_MODE_", SystemCallWords.UffdMode);

    /// <summary>The features of a userfaultfd. One that is not known changes no VMA.</summary>
    public static UffdFeatures? UffdFeatures(string text) => (UffdFeatures?)Names(text, "UFFD_FEATURE_", name => Value(SystemCallWords.UffdFeature, name) ?? 0);

    /// <summary>A memory policy: its mode with flags, and the nodes as words in hexadecimal; null where it is not known.</summary>
    public static MemoryPolicy? Policy(string mode, string nodes)
    {
        var flags = 0;
        var value = Names(mode, "MPOL_", name =>
        {
            flags |= name switch { "F_STATIC_NODES" => 0x8000, "F_RELATIVE_NODES" => 0x4000, "F_NUMA_BALANCING" => 0x2000, _ => 0 };
            return name.StartsWith("F_", StringComparison.Ordinal) ? 0 : Value(TraceNames.Policies, name);
        });
        if (value is not { } number)
        {
            return null;
        }

        var words = nodes.Trim('[', ']').Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        var set = words.Length == 0 || words[0] == "NULL" ? 0 : Number(words[0]);
        return set is { } bits && words.Skip(1).All(word => Number(word) == 0)
            ? new((MemoryPolicyMode)(number & 0xfff), flags | (number & ~0xfff), bits)
            : null;
    }

    /// <summary>The number of a descriptor; null for none, such as <c>-1</c>.</summary>
    public static int? Descriptor(string text) => StraceText.Leading(text) is { } value and <= int.MaxValue ? (int)value : null;

    /// <summary>The path that <c>-y</c> writes behind a descriptor, whether it is deleted or not; null without one.</summary>
    public static string? Path(string descriptor)
    {
        var start = descriptor.IndexOf('<', StringComparison.Ordinal);
        var end = descriptor.LastIndexOf('>');
        return start < 0 || end < start ? null : MapsPath.WithoutDeleted(StraceText.Unescape(descriptor[(start + 1)..end]));
    }

    /// <summary>A string that stands between quotes, as far as strace writes it; null for another argument, such as a pointer.</summary>
    public static string? Quoted(string text)
    {
        var end = text.LastIndexOf('"');
        return text.StartsWith('"') && end > 0 ? StraceText.Unescape(text[1..end]) : null;
    }

    /// <summary>Whether strace wrote the beginning of a string only (<c>-s</c>).</summary>
    public static bool IsCut(string text) => text.EndsWith("\"...", StringComparison.Ordinal);

    /// <summary>A field of a structure: of <c>{start=0x1000, len=4096}</c> that of <c>len</c>; null where there is none.</summary>
    public static string? Field(string text, string name)
    {
        var start = text.IndexOf(name + "=", StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        start += name.Length + 1;
        var end = text.AsSpan(start).IndexOfAny(",} ");
        return end < 0 ? text[start..] : text.Substring(start, end);
    }

    private static int? Value(NameTable table, string name) =>
        name.Length > 0 && table.TryGetValue(Encoding.ASCII.GetBytes(name), out var value) ? value : null;

    /// <summary>The first table that has a name gives it its number.</summary>
    private static int? Names(string text, string prefix, params NameTable[] tables) => Names(text, prefix, name =>
    {
        foreach (var table in tables)
        {
            if (Value(table, name) is { } value)
            {
                return value;
            }
        }

        return null;
    });

    private static int? Names(string text, string prefix, Func<string, int?> value)
    {
        var set = 0;
        foreach (var part in text.Split('|'))
        {
            var one = part.StartsWith(prefix, StringComparison.Ordinal) ? value(part[prefix.Length..])
                : part.EndsWith(HugeShift, StringComparison.Ordinal) ? (int?)(Number(part[..^HugeShift.Length]) << SystemCallWords.MapHugeShift)
                : (int?)Number(part);
            if (one is null)
            {
                return null;
            }

            set |= one.Value;
        }

        return set;
    }
}
