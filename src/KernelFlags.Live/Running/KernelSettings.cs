using System.Globalization;
using System.IO.Compression;

namespace KernelFlags.Live.Running;

/// <summary>What the running kernel says of itself under /proc and /sys; what it does not say has the value that it mostly has.</summary>
internal static class KernelSettings
{
    private static readonly string[] Options =
    [
        "MEM_SOFT_DIRTY", "ANON_VMA_NAME", "KSM", "TRANSPARENT_HUGEPAGE", "READ_ONLY_THP_FOR_FS", "USERFAULTFD", "HAVE_ARCH_USERFAULTFD_WP",
        "HAVE_ARCH_USERFAULTFD_MINOR", "PTE_MARKER_UFFD_WP", "ARCH_HAS_PKEYS", "X86_USER_SHADOW_STACK", "PER_VMA_LOCK", "SWAP", "64BIT",
        "SHMEM",
    ];

    /// <summary>The version, without the suffix of a build.</summary>
    public static string Release => Text("/proc/sys/kernel/osrelease")?.Trim().Split('-')[0] ?? "";

    /// <summary>The settings vm.max_map_count and vm.overcommit_memory.</summary>
    public static int Number(string name, int otherwise) =>
        int.TryParse(Text($"/proc/sys/vm/{name}"), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    /// <summary>Whether protection keys work.</summary>
    public static bool ProtectionKeys => Text("/proc/cpuinfo")?.Contains(" ospke", StringComparison.Ordinal) == true;

    /// <summary>The word in brackets of a choice below transparent_hugepage.</summary>
    public static string Choice(string name)
    {
        var text = Text($"/sys/kernel/mm/transparent_hugepage/{name}") ?? "";
        var start = text.IndexOf('[', StringComparison.Ordinal) + 1;
        var end = text.IndexOf(']', StringComparison.Ordinal);
        return start > 0 && end > start ? text[start..end] : "";
    }

    /// <summary>How much is read ahead of a file on a device, which maps names by two hexadecimal numbers. A part of a disk has the disk's.</summary>
    public static int? ReadAheadKilobytes(string device)
    {
        if (device.Split(':') is not [var major, var minor] || !TryHex(major, out var first) || !TryHex(minor, out var second))
        {
            return null;
        }

        var number = string.Create(CultureInfo.InvariantCulture, $"{first}:{second}");
        var part = $"/sys/dev/block/{number}";
        var disk = Directory.Exists(part) ? Path.GetDirectoryName(Directory.ResolveLinkTarget(part, returnFinalTarget: true)?.FullName) : null;
        string[] files = [$"/sys/class/bdi/{number}/read_ahead_kb", $"{disk}/queue/read_ahead_kb"];
        return files.Select(Text).OfType<string>().FirstOrDefault() is { } text && int.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

        static bool TryHex(string text, out int value) => int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The options that change the flags, with whether each is set; empty where the kernel does not tell its configuration.</summary>
    public static IReadOnlyDictionary<string, bool> Config()
    {
        const string Packed = "/proc/config.gz";
        if (!File.Exists(Packed))
        {
            return new Dictionary<string, bool>();
        }

        using var reader = new StreamReader(new GZipStream(File.OpenRead(Packed), CompressionMode.Decompress));
        var lines = reader.ReadToEnd().Split('\n').ToHashSet(StringComparer.Ordinal);
        return Options.ToDictionary(o => o, o => lines.Contains($"CONFIG_{o}=y"), StringComparer.Ordinal);
    }

    private static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
