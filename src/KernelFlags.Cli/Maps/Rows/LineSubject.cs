using System.Globalization;
using System.Text.Json;

namespace KernelFlags.Cli.Maps.Rows;

/// <summary>What a line that stands alone is about.</summary>
/// <param name="At">When it was looked at.</param>
/// <param name="Pid">The process; null for a saved file.</param>
/// <param name="Command">The name that the kernel has of it; null where that is not told.</param>
/// <param name="Limit">The most VMAs that a process may have.</param>
internal sealed record LineSubject(DateTimeOffset At, int? Pid, string? Command, int Limit)
{
    /// <summary>A time as each line has it.</summary>
    /// <returns>In UTC, to the second (RFC 3339).</returns>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Writes it into an object that is open.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("time"u8, Time(At));
        json.WriteString("host"u8, Environment.MachineName);
        json.WriteNumber("max_map_count"u8, Limit);
        if (Pid is { } pid)
        {
            json.WriteNumber("pid"u8, pid);
        }
        else
        {
            json.WriteNull("pid"u8);
        }

        json.WriteString("command"u8, Command);
    }
}
