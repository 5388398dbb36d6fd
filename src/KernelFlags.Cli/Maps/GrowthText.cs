using System.Globalization;

namespace KernelFlags.Cli.Maps;

/// <summary>Growth as a person reads it.</summary>
internal static class GrowthText
{
    /// <summary>A number a minute, with its sign.</summary>
    /// <returns><c>+1,204</c>, <c>0</c>.</returns>
    public static string Signed(double rate) => Math.Round(rate).ToString("+#,0;-#,0;0", CultureInfo.InvariantCulture);

    /// <summary>When what is left will be used up.</summary>
    /// <param name="left">What is left.</param>
    /// <param name="perMinute">How much of it goes a minute, above 0.</param>
    /// <returns><c>42 min</c>.</returns>
    public static string FullIn(int left, double perMinute)
    {
        var minutes = Math.Max(0, left) / perMinute;
        return minutes < 2 ? string.Create(CultureInfo.InvariantCulture, $"{minutes * 60:0} s")
            : minutes < 120 ? string.Create(CultureInfo.InvariantCulture, $"{minutes:0} min")
            : minutes < 2 * 24 * 60 ? string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:0} h")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes / (24 * 60):0} days");
    }
}
