namespace KernelFlags.Definitions.Reading;

/// <summary>The keys that a mapping of one kind may have. The JSON Schema has the same.</summary>
/// <param name="What">What the mapping is, as problems name it: <c>a flag</c>.</param>
/// <param name="Definition">Its name in the JSON Schema.</param>
/// <param name="Required">The keys that it must have.</param>
/// <param name="Optional">The keys that it may have.</param>
internal sealed record Shape(string What, string Definition, EquatableArray<string> Required, EquatableArray<string> Optional)
{
    private static readonly string[] Versions = ["since", "until"];
    private static readonly string[] Case = [.. Versions, "when"];

    /// <summary>The keys of an option that say where it can be set.</summary>
    public static readonly string[] OptionPlaces = ["arch", "values", .. Case];

    public static readonly Shape File = Of("a definition file", "file", [],
        "table", "flags", "words", "fields", "masks", "reserved", "kernels", "architectures", "options", "default-profile", "profiles", "capabilities");

    public static readonly Shape Table = Of("a table", "table", [],
        "summary", "width", "prefix", "enumerator-prefix", "contract", "smaps-when", "traits", "order", "verified");

    public static readonly Shape Flag = Of("a flag", "flag", ["name", "summary"],
        "bit", "alias", "smaps", "trace", "since", "until", "when", "otherwise", "enumerator-only", "traits", "cause", "provoke", "border", "accept");

    public static readonly Shape Provocation = Of("'provoke'", "provocation", ["call"], "with");

    public static readonly Shape Border = Of("'border'", "border", ["cause"], "remedy", "result");

    public static readonly Shape Word = Of("a word", "word", ["name", "summary"],
        "bit", "alias", "value", "in", "since", "until", "when", "otherwise", "accept");

    public static readonly Shape Field = Of("a field", "field", ["name", "mask", "summary"], ["shift", .. Versions]);

    public static readonly Shape Mask = Of("a mask", "mask", ["name", "summary"],
        "names", "flags", "trait", "not", "since", "until", "trace", "accept");

    public static readonly Shape Reserved = Of("a reserved bit", "reservedBit", ["bit", "summary"], Case);

    public static readonly Shape ValueCase = Of("a case", "case", ["is"], Case);

    public static readonly Shape BitCase = Of("a case of a bit", "bitCase", [], ["is", "alias", "shares", .. Case]);

    public static readonly Shape TraceCase = Of("a trace name", "traceCase", ["is"], ["after", "always", "unless", .. Case]);

    public static readonly Shape Condition = Of("a condition", "conditionMapping", [], ["arch", "not-arch", "if", .. Versions]);

    public static readonly Shape Kernels = Of("'kernels'", "kernels", ["oldest", "newest"], "verified", "images");

    public static readonly Shape Option = Of("an option", "option", ["name"], [.. OptionPlaces, "always"]);

    public static readonly Shape Profile = Of("a profile", "profile", ["name", "kernel", "arch", "summary"], "config", "extras");

    public static readonly Shape Capability = Of("a capability", "capability", ["name", "summary"], Case);

    /// <summary>All of them.</summary>
    public static EquatableArray<Shape> All { get; } = EquatableArray.Of(
        File, Table, Flag, Provocation, Border, Word, Field, Mask, Reserved, ValueCase, BitCase, TraceCase, Condition, Kernels, Option, Profile, Capability);

    /// <summary>The keys, those that must be there first.</summary>
    public IEnumerable<string> Keys => Required.Concat(Optional);

    private static Shape Of(string what, string definition, string[] required, params string[] optional) =>
        new(what, definition, EquatableArray.Of(required), EquatableArray.Of(optional));
}
