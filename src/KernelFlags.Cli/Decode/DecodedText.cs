using System.Globalization;
using System.Text;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Rendering;

namespace KernelFlags.Cli.Decode;

/// <summary>Decoded flags as a person reads them.</summary>
internal static class DecodedText
{
    private const string Indent = "  ";

    public static string Render(DecodedFlags decoded, Style style)
    {
        var input = VisibleText.Of(decoded.Input.Trim());
        if (decoded.IsWords)
        {
            return Words(decoded, input, style);
        }

        if (decoded.Value is not { } value)
        {
            return style.Dim("no flags: " + input) + "\n";
        }

        var text = Head(decoded, input, style);
        var summary = new Columns();
        summary.Add("value", value.ToString());
        summary.Add("smaps", Shown(string.Join(' ', decoded.Smaps)));
        summary.Add("trace", Shown(decoded.Trace));
        if (decoded.Unknown.Count > 0)
        {
            summary.Add("unknown", string.Join(", ", decoded.Unknown));
        }

        foreach (var note in decoded.Notes)
        {
            summary.Add("note", note);
        }

        if (decoded.Around.Count > 0)
        {
            summary.Add("around", string.Join(" … ", decoded.Around));
        }

        text.Append(summary.Render(Indent));
        var flags = new Columns();
        foreach (var flag in decoded.Flags)
        {
            flags.Add(string.Create(CultureInfo.InvariantCulture, $"{flag.Bit}"), flag.Name, flag.Meaning);
        }

        text.Append(flags.Render(Indent));
        return AppendElsewhere(text, decoded, style).ToString();
    }

    private static StringBuilder Head(DecodedFlags decoded, string input, Style style)
    {
        var text = new StringBuilder(style.Bold(input)).Append('\n');
        foreach (var difference in decoded.Differences)
        {
            text.Append(Indent).Append(style.Red("does not agree: " + difference)).Append('\n');
        }

        return text;
    }

    private static string Words(DecodedFlags decoded, string input, Style style)
    {
        var summary = new Columns();
        if (decoded.Value is { } value)
        {
            summary.Add("value", string.Create(CultureInfo.InvariantCulture, $"{value} ({value.Low})"));
        }

        if (decoded.Unknown.Count > 0)
        {
            summary.Add("unknown", string.Join(", ", decoded.Unknown.Select(VisibleText.Of)));
        }

        if (decoded.Around.Count > 0)
        {
            summary.Add("around", string.Join(" … ", decoded.Around.Select(VisibleText.Of)));
        }

        var words = new Columns();
        foreach (var word in decoded.Flags)
        {
            words.Add(string.Join(" = ", [word.Name, .. word.Aliases]), word.Meaning);
        }

        var text = Head(decoded, input, style).Append(summary.Render(Indent)).Append(words.Render(Indent));
        return AppendElsewhere(text, decoded, style).ToString();
    }

    private static StringBuilder AppendElsewhere(StringBuilder text, DecodedFlags decoded, Style style)
    {
        foreach (var reading in decoded.Elsewhere)
        {
            text.Append(Indent).Append(style.Dim($"elsewhere, {reading.Kernels}: {VisibleText.Of(reading.Reads)}")).Append('\n');
        }

        return text;
    }

    /// <summary>The kernel that texts were read for, and what its table rests on.</summary>
    public static string RenderKernel(KernelProfile kernel, Style style) =>
        style.Dim($"as Linux {kernel.Kernel.ToFullString()} on {kernel.Arch} reads it: {EvidenceWords.Of(kernel)}") + "\n";

    private static string Shown(string text) => text.Length == 0 ? "(none)" : text;
}
