using System.Text;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Kinds;

/// <summary>Which runtimes and libraries a process has, by the names of what it has mapped.</summary>
/// <param name="root">The folder that is the root of the process, as <c>/proc/PID/root</c>; null for a saved file.</param>
internal sealed class Runtimes(string? root)
{
    private const int LongestLibrary = 16 << 20;

    private const int LongestVersion = 8;

    private static readonly string[] Libraries = [RuntimeSetting.Glibc, RuntimeSetting.Hotspot, RuntimeSetting.Jemalloc];

    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);

    /// <summary>Looks at the next VMA.</summary>
    public void Add(in MapsEntry entry)
    {
        if (entry.Perm[2] != 'x' || !entry.Backing.HasFile)
        {
            return;
        }

        var path = entry.Backing.Path;
        foreach (var library in Libraries)
        {
            if (path.EndsWith(library, StringComparison.Ordinal) && path.Length > library.Length && path[^(library.Length + 1)] == '/')
            {
                _paths.TryAdd(library, path);
            }
        }
    }

    /// <summary>Whether a library is mapped.</summary>
    /// <param name="sign">Its name, as settings have it.</param>
    public bool Has(string sign) => _paths.ContainsKey(sign);

    /// <summary>The version of glibc, as its library says it: <c>2.36</c>.</summary>
    /// <returns>The version; null where the library can't be read, as for a saved file.</returns>
    public string? ReadGlibcVersion()
    {
        try
        {
            if (root is null || _paths.GetValueOrDefault(RuntimeSetting.Glibc) is not { } path || new FileInfo(root + path) is not { Exists: true, Length: <= LongestLibrary } file)
            {
                return null;
            }

            var library = File.ReadAllBytes(file.FullName).AsSpan();
            var at = library.IndexOf("release version "u8);
            var rest = at < 0 ? [] : library[(at + "release version ".Length)..];
            var version = Encoding.ASCII.GetString(rest[..Math.Min(rest.Length, LongestVersion)]);
            version = new string([.. version.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.')]).TrimEnd('.');
            return Version.TryParse(version, out var parsed) ? parsed.ToString(2) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
