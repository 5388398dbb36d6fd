using System.Globalization;
using System.Text;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Decode;

/// <summary>Decoded flags as a person reads them.</summary>
internal static class DecodedText
{
    private const string Indent = "  ";

    public static string Render(DecodedFlags decoded, Style style)
    {
        var text = new StringBuilder(style.Bold(Lines.Flatten(decoded.Input))).Append('\n');
        var summary = new Columns();
        summary.Add("value", decoded.Value.ToString());
        summary.Add("smaps", Shown(string.Join(' ', decoded.Smaps)));
        summary.Add("trace", Shown(decoded.Trace));
        if (decoded.Unknown.Count > 0)
        {
            summary.Add("unknown", Lines.Flatten(string.Join(", ", decoded.Unknown)));
        }

        text.Append(summary.Render(Indent));
        var flags = new Columns();
        foreach (var flag in decoded.Flags)
        {
            flags.Add(flag.Bit.ToString(CultureInfo.InvariantCulture), flag.Name, flag.Meaning);
        }

        text.Append(flags.Render(Indent));
        foreach (var reading in decoded.Elsewhere)
        {
            text.Append(Indent).Append(style.Dim($"elsewhere, {reading.Kernels}: {Lines.Flatten(reading.Reads)}")).Append('\n');
        }

        return text.ToString();
    }

    private static string Shown(string text) => text.Length == 0 ? "(none)" : Lines.Flatten(text);
}
