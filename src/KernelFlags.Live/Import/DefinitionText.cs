using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Live.Import;

/// <summary>Writes flags and masks as definitions, in the order of keys that the language's own files have.</summary>
public static partial class DefinitionText
{
    /// <summary>Flags, as the content of a file.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>The text; empty for none.</returns>
    public static string Flags(IReadOnlyList<Flag> flags) => Entries("flags", flags.Select(Entry));

    /// <summary>Masks, as the content of a file.</summary>
    /// <param name="masks">The masks.</param>
    /// <returns>The text; empty for none.</returns>
    public static string Masks(IReadOnlyList<Mask> masks) => Entries("masks", masks.Select(Entry));

    /// <summary>The settings of a table, as the content of a file.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>The text.</returns>
    public static string Settings(TableSettings settings)
    {
        var text = new StringBuilder("table:\n");
        void Line(string key, string? value) => text.Append(value is null ? "" : $"  {key}: {value}\n");
        Line("summary", Scalar(settings.Summary));
        Line("width", Cases(settings.Width, w => w.ToString(CultureInfo.InvariantCulture)));
        Line("prefix", settings.Prefix);
        Line("enumerator-prefix", settings.EnumeratorPrefix);
        Line("contract", settings.Contract);
        Line("smaps-when", settings.SmapsWhen == Condition.Always ? null : ConditionText.Value(settings.SmapsWhen));
        Line("traits", settings.Traits.IsEmpty ? null : $"[{string.Join(", ", settings.Traits)}]");
        return text.ToString();
    }

    /// <summary>Options, as the content of a file.</summary>
    /// <param name="options">The options.</param>
    /// <returns>The text.</returns>
    public static string Options(IEnumerable<ConfigOption> options)
    {
        var text = new StringBuilder("options:\n");
        foreach (var option in options)
        {
            text.Append("- name: ").Append(option.Name).Append('\n');
            var isNumber = option.Values.Any(v => v.Value != 1);
            var keys = isNumber ? [$"values: {Cases(option.Values, v => v.ToString(CultureInfo.InvariantCulture))}"]
                : option.Values.Any(v => v.When == Condition.Always) ? []
                : option.Values.IsEmpty ? []
                : (IEnumerable<string>)["when: " + ConditionText.Value(option.Values.Count == 1 ? option.Values[0].When : new Condition.Any(option.Values.Select(v => v.When).ToEquatableArray()))];
            foreach (var key in option.Always == Condition.Never ? keys : keys.Append("always: " + ConditionText.Value(option.Always)))
            {
                text.Append("  ").Append(key).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Entries(string key, IEnumerable<string> entries) =>
        string.Join("\n", entries) is { Length: > 0 } text ? $"{key}:\n{text}" : "";

    private static string Entry(Flag flag)
    {
        var text = new StringBuilder();
        void Line(string key, string? value) => text.Append(value is null ? "" : $"{(text.Length == 0 ? "- " : "  ")}{key}: {value}\n");
        Line("name", flag.Name);
        var isAlias = flag.Bit.Count > 0 && flag.Bit.All(b => b.Value.Alias is not null);
        Line(isAlias ? "alias" : "bit", Cases(flag.Bit, b => Bit(b, isAlias), isMapping: b => !isAlias && b.Alias is not null));
        foreach (var key in ConditionText.Keys(flag.Exists))
        {
            text.Append("  ").Append(key).Append('\n');
        }

        Line("when", flag.When == Condition.Always ? null : ConditionText.Value(flag.When));
        Line("otherwise", IsAlwaysZero(flag.Otherwise) ? null : Cases(flag.Otherwise, o => o == Fallback.Zero ? "zero" : "absent"));
        Line("enumerator-only", flag.EnumeratorOnly ? "true" : null);
        Line("smaps", Cases(flag.Smaps, Mnemonic));
        Line("trace", Cases(flag.Trace, Trace, t => t is not { After: null, Always: false, Unless.IsEmpty: true }));
        Line("traits", flag.Traits.IsEmpty ? null : List(flag.Traits));
        Line("summary", Scalar(flag.Summary));
        Line("cause", flag.Cause is { } cause ? Scalar(cause) : null);
        Line("provoke", flag.Provocation is { } call ? $"{{call: {call.Call}{(call.Words.IsEmpty ? "" : $", with: [{string.Join(", ", call.Words)}]")}}}" : null);
        Line("border", flag.Border is { } border ? Border(border) : null);
        Line("accept", flag.Accept.IsEmpty ? null : $"{{{string.Join(", ", flag.Accept.Select(a => $"{a.Id}: {Quoted(a.Reason)}"))}}}");
        return text.ToString();
    }

    private static string Entry(Mask mask)
    {
        var text = new StringBuilder($"- name: {mask.Name}\n");
        void Line(string key, string? value) => text.Append(value is null ? "" : $"  {key}: {value}\n");
        Line("names", mask.CNames.IsEmpty ? null : List(mask.CNames));
        foreach (var key in ConditionText.Keys(mask.Exists))
        {
            text.Append("  ").Append(key).Append('\n');
        }

        Line("flags", mask.Trait is null && mask.Complement is null ? List(mask.Members) : null);
        Line("trait", mask.Trait);
        Line("not", mask.Complement);
        Line("trace", Cases(mask.Trace, Trace, t => t is not { After: null, Always: false, Unless.IsEmpty: true }));
        Line("summary", Scalar(mask.Summary));
        Line("accept", mask.Accept.IsEmpty ? null : $"{{{string.Join(", ", mask.Accept.Select(a => $"{a.Id}: {Quoted(a.Reason)}"))}}}");
        return text.ToString();
    }

    private static bool IsAlwaysZero(EquatableArray<Case<Fallback>> cases) =>
        cases.IsEmpty || (cases.Count == 1 && cases[0].Value == Fallback.Zero && cases[0].When == Condition.Always);

    private static string Bit(BitSource bit, bool isAlias) => bit.Number is { } number ? number.ToString(CultureInfo.InvariantCulture)
        : isAlias ? bit.Alias! : $"alias: {bit.Alias}";

    private static string Mnemonic(string mnemonic) => PlainMnemonic().IsMatch(mnemonic) ? mnemonic : Quoted(mnemonic);

    private static string Trace(TraceName trace) => trace is { After: null, Always: false, Unless.IsEmpty: true } ? trace.Name : string.Join(", ", new[]
    {
        $"is: {trace.Name}",
        trace.After is { } after ? $"after: {after}" : null,
        trace.Always ? "always: true" : null,
        trace.Unless.IsEmpty ? null : $"unless: [{string.Join(", ", trace.Unless)}]",
    }.OfType<string>());

    private static string Border(FlagBorder border) => $"{{{string.Join(", ", new[]
    {
        $"cause: {Quoted(border.Cause)}",
        border.Remedy is { } remedy ? $"remedy: {Quoted(remedy)}" : null,
        border.Result is { } result ? $"result: {Quoted(result)}" : null,
    }.OfType<string>())}}}";

    /// <summary>One case without a condition is its value; several are a list.</summary>
    private static string? Cases<T>(EquatableArray<Case<T>> cases, Func<T, string> write, Func<T, bool>? isMapping = null) =>
        cases.Count == 0 ? null : cases.Count == 1 ? One(cases[0], write, isMapping) : $"[{string.Join(", ", cases.Select(c => One(c, write, isMapping)))}]";

    private static string List(EquatableArray<Case<string>> cases) => $"[{string.Join(", ", cases.Select(c => One(c, v => v, null)))}]";

    private static string One<T>(Case<T> value, Func<T, string> write, Func<T, bool>? isMapping)
    {
        var keys = ConditionText.Keys(value.When).ToList();
        var hasKeys = isMapping?.Invoke(value.Value) == true;
        var text = write(value.Value);
        return keys.Count == 0 && !hasKeys ? text : $"{{{string.Join(", ", keys.Prepend(hasKeys ? text : $"is: {text}"))}}}";
    }

    private static string Scalar(string text) => PlainText().IsMatch(text) ? text : Quoted(text);

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"^[a-z]{2}$(?<!no|on)")]
    private static partial Regex PlainMnemonic();

    [GeneratedRegex(@"^[A-Za-z](?:[^:#""'\\]|:(?! )|(?<! )#)*$")]
    private static partial Regex PlainText();
}
