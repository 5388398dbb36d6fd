using System.Globalization;

namespace KernelFlags.Definitions.Model;

/// <summary>A kernel version, <c>MAJOR.MINOR.PATCH</c>.</summary>
/// <remarks>
/// A class: the runtime has code at hand for collections of any class, and compiles that for each value type while the caller waits.
/// </remarks>
/// <param name="Major">The first number.</param>
/// <param name="Patch">The patch level of a stable release; 0 for the release itself.</param>
public sealed record KernelVersion(int Major, int Minor, int Patch = 0) : IComparable<KernelVersion>
{
    private const int LastMinor = 19;

    /// <summary>A version that is older than every other.</summary>
    public static KernelVersion None { get; } = new(0, 0);

    /// <summary>
    /// Reads <c>MAJOR.MINOR[.PATCH]</c>. With <paramref name="allowSuffix"/>, what <c>uname -r</c> says is taken too: anything may
    /// follow a dash, a plus, an underscore, a tilde or a blank, and a fourth number.
    /// </summary>
    /// <param name="version">The version, when it is one.</param>
    /// <param name="allowSuffix">Whether a local version may follow.</param>
    /// <returns>Whether <paramref name="text"/> is a version.</returns>
    public static bool TryParse(string text, out KernelVersion version, bool allowSuffix = false)
    {
        version = None;
        if (allowSuffix)
        {
            var end = text.IndexOfAny(['-', '+', ' ', '_', '~']);
            text = end < 0 ? text : text.Substring(0, end);
        }

        var parts = text.Split('.');
        if (allowSuffix && parts.Length == 4 && parts[3].Length > 0)
        {
            parts = [parts[0], parts[1], parts[2]];
        }

        int[] numbers = [0, 0, 0];
        if (parts.Length is < 2 or > 3)
        {
            return false;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }
        }

        version = new KernelVersion(numbers[0], numbers[1], numbers[2]);
        return true;
    }

    /// <summary>Whether it is of an older release than another version, whatever their patch levels.</summary>
    /// <param name="other">The other version.</param>
    /// <returns>True when it is.</returns>
    public bool IsOfOlderRelease(KernelVersion other) => (this with { Patch = 0 }) < (other with { Patch = 0 });

    /// <summary>
    /// The release that comes after this one's: 6.2 after 6.1.38. The second number has gone no further than 19 since 5.0, and a series
    /// begins anew after it: 7.0 after 6.19.
    /// </summary>
    public KernelVersion NextRelease => Minor < LastMinor ? new(Major, Minor + 1) : new(Major + 1, 0);

    /// <summary>The release that comes before this one's: 6.19 before 7.0.</summary>
    public KernelVersion PreviousRelease => Minor > 0 ? new(Major, Minor - 1) : new(Major - 1, LastMinor);

    /// <summary>Whether both are of one release: patch levels don't count.</summary>
    /// <returns>True when so.</returns>
    public bool IsOfReleaseOf(KernelVersion other) => (Major, Minor) == (other.Major, other.Minor);

    /// <inheritdoc/>
    public int CompareTo(KernelVersion? other) =>
        other is null ? 1
        : Major != other.Major ? Major.CompareTo(other.Major)
        : Minor != other.Minor ? Minor.CompareTo(other.Minor)
        : Patch.CompareTo(other.Patch);

    /// <summary>The version as it is written: <c>7.2</c>, or <c>6.18.44</c> with a patch level.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Patch == 0
        ? string.Format(CultureInfo.InvariantCulture, "{0}.{1}", Major, Minor)
        : string.Format(CultureInfo.InvariantCulture, "{0}.{1}.{2}", Major, Minor, Patch);

    /// <summary>The version with its patch level, also that of a release itself: <c>7.2.0</c>.</summary>
    /// <returns>The text.</returns>
    public string ToFullString() => string.Format(CultureInfo.InvariantCulture, "{0}.{1}.{2}", Major, Minor, Patch);

    /// <summary>Whether <paramref name="left"/> is older.</summary>
    public static bool operator <(KernelVersion left, KernelVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is newer.</summary>
    public static bool operator >(KernelVersion left, KernelVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is older or the same.</summary>
    public static bool operator <=(KernelVersion left, KernelVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is newer or the same.</summary>
    public static bool operator >=(KernelVersion left, KernelVersion right) => left.CompareTo(right) >= 0;
}
