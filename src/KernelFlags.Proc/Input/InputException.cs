namespace KernelFlags.Proc.Input;

/// <summary>A trace, a log or a smaps file that can't be used: the place, what is wrong and what would be right.</summary>
/// <param name="id">The diagnostic's id.</param>
/// <param name="line">The line, from 1.</param>
/// <param name="column">The column in bytes, from 1.</param>
/// <param name="message">What is wrong; what would be right.</param>
public sealed class InputException(string id, long line, int column, string message) : Exception(message)
{
    /// <summary>The text is not what it should be: broken JSON, a missing key, a value that is none.</summary>
    public const string Malformed = "KF6001";

    /// <summary>An operation that this version of the format does not have.</summary>
    public const string UnknownOperation = "KF6002";

    /// <summary>A version of the format that is not known.</summary>
    public const string UnknownVersion = "KF6003";

    /// <summary>The file can't be read: not gzip although it says so, or cut.</summary>
    public const string Unreadable = "KF6004";

    /// <summary>A kernel or an architecture that the definitions do not describe.</summary>
    public const string UnknownKernel = "KF6005";

    /// <summary>A line that maps and smaps do not have.</summary>
    public const string MalformedMaps = "KF6006";

    /// <summary>A line that strace does not write.</summary>
    public const string MalformedLog = "KF6007";

    /// <summary>A line that a <c>.config</c> does not have.</summary>
    public const string MalformedConfig = "KF6008";

    /// <summary>The diagnostic's id.</summary>
    public string Id { get; } = id;

    /// <summary>The line, from 1.</summary>
    public long Line { get; } = line;

    /// <summary>The column in bytes, from 1.</summary>
    public int Column { get; } = column;

    /// <summary>The problem in one line, as every problem is told: <c>PATH:LINE:COLUMN: error ID: message</c>.</summary>
    /// <param name="path">The file's path.</param>
    /// <returns>The line.</returns>
    public string Format(string path) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{path}:{Line}:{Column}: error {Id}: {Message}");
}
