using System.Globalization;

namespace KernelFlags.Cli.Maps;

/// <summary>Sizes and numbers as a person reads them.</summary>
internal static class Sizes
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>A size as a number below 1024 and a binary unit, as /proc has them.</summary>
    /// <returns>The number, rounded down to a digit after the point where it is small, and the unit.</returns>
    public static (double Value, string Unit) Split(ulong bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return (value < 10 && unit > 0 ? Math.Floor(value * 10) / 10 : Math.Floor(value), Units[unit]);
    }

    /// <summary>A size as text.</summary>
    /// <returns><c>132 kB</c>, <c>1.5 GB</c>.</returns>
    public static string Of(ulong bytes)
    {
        var (value, unit) = Split(bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {unit}");
    }

    /// <summary>A number with separators.</summary>
    /// <returns><c>9,412</c>.</returns>
    public static string Of(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of things.</summary>
    /// <param name="plural">What several are called; null for the noun with an s.</param>
    /// <returns><c>1 border</c>, <c>9,412 processes</c>.</returns>
    public static string Count(long number, string noun, string? plural = null) => $"{Of(number)} {(number == 1 ? noun : plural ?? noun + "s")}";

    /// <summary>A share in percent.</summary>
    /// <returns><c>14%</c>, <c>0.3%</c>.</returns>
    public static string Percent(double part, double whole)
    {
        var percent = whole > 0 ? 100 * part / whole : 0;
        return percent is > 0 and < 0.1 ? "less than 0.1%"
            : percent is >= 10 and <= 99 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(percent):0}%")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(percent * 10) / 10:0.#}%");
    }
}
