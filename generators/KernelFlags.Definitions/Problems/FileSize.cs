using System.Globalization;

namespace KernelFlags.Definitions.Problems;

/// <summary>Sizes of files, as a reader likes them.</summary>
internal static class FileSize
{
    /// <summary>A size in words.</summary>
    public static string Of(long bytes) => bytes < 1024 * 1024
        ? string.Format(CultureInfo.InvariantCulture, "{0} bytes", bytes)
        : string.Format(CultureInfo.InvariantCulture, "{0:0.#} MB", bytes / (1024.0 * 1024.0));
}
