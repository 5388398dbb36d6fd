using System.Globalization;
using System.Text.RegularExpressions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees;

/// <summary>
/// What headers say of the flags on one kernel, read from their sources: no compiler is asked. A name that is made of what stands in other
/// files has no value here.
/// </summary>
public sealed partial class HeaderEvaluation
{
    /// <summary>No definition goes through as many others; one that does leads back to itself.</summary>
    private const int Deepest = 64;

    private readonly Dictionary<string, FlagMacro> _macros = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EnumeratedBit> _bits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FlagBits?> _values = new(StringComparer.Ordinal);
    private readonly HashSet<CLine> _active;
    private readonly int _width;
    private int _depth;

    /// <summary>Reads headers for one kernel.</summary>
    /// <param name="headers">The headers, each after those that it builds on.</param>
    /// <param name="request">The kernel.</param>
    public HeaderEvaluation(IEnumerable<HeaderSource> headers, HeaderRequest request)
    {
        var option = ConfigValues.Of(request);
        _width = option("CONFIG_64BIT") is null ? 32 : 64;
        _active = [];
        foreach (var header in headers)
        {
            // What one header defines the next may ask for.
            var known = _macros.Keys.ToHashSet(StringComparer.Ordinal);
            _active.UnionWith(CFile.ActiveLines(name => option(name) ?? (known.Contains(name) ? 1 : null), header.Lines));
            header.Bits.Where(b => _active.Contains(b.Line)).ToList().ForEach(b => _bits[b.Name] = b);
            header.Macros.Where(m => _active.Contains(m.Line)).ToList().ForEach(m => _macros[m.Name] = m);
            header.Macros.Where(m => IsDefault(header, m)).ToList().ForEach(m => _values[m.Name] = null);
        }
    }

    /// <summary>The bits that are enumerated, by their names in C.</summary>
    public IReadOnlyDictionary<string, int> Enumerators =>
        _bits.Values.Select(b => (b.CName, Number: NumberOf(b.Name))).Where(b => b.Number is not null).ToDictionary(b => b.CName, b => b.Number!.Value);

    /// <summary>The macros that are defined, numbers of bits left out, by their names.</summary>
    public IReadOnlyDictionary<string, FlagMacro> Defined => _macros;

    /// <summary>Whether a line counts on this kernel.</summary>
    /// <param name="line">A line of one of the headers.</param>
    /// <returns>True when it does.</returns>
    public bool IsActive(CLine line) => _active.Contains(line);

    /// <summary>The number of an enumerated bit.</summary>
    /// <param name="flag">The flag: <c>READ</c>.</param>
    /// <returns>The number; null where it is not enumerated.</returns>
    public int? NumberOf(string flag)
    {
        for (var steps = 0; steps < Deepest && _bits.TryGetValue(flag, out var bit); steps++)
        {
            if (bit.Number is not null || bit.Alias is null)
            {
                return bit.Number;
            }

            flag = bit.Alias;
        }

        return null;
    }

    /// <summary>The value of a flag, set or mask.</summary>
    /// <param name="name">Its name in C.</param>
    /// <returns>The value; null where it is not defined, or not understood.</returns>
    public FlagBits? ValueOf(string name)
    {
        if (_values.TryGetValue(name, out var known))
        {
            return known;
        }

        if (++_depth > Deepest || !_macros.TryGetValue(name, out var macro))
        {
            _depth--;
            return name is "VM_NONE" or "EMPTY_VMA_FLAGS" ? default(FlagBits) : null;
        }

        var value = ValueOfBody(macro.Body);
        _depth--;
        return _values[name] = value;
    }

    /// <summary>What keeps a flag, set or mask from having a value here.</summary>
    /// <param name="name">Its name in C.</param>
    /// <returns>A word of its definition that is not understood; null where it has a value, or is made of what stands in other files.</returns>
    public string? NotUnderstood(string name)
    {
        if (ValueOf(name) is not null || !_macros.TryGetValue(name, out var macro) || ++_depth > Deepest)
        {
            return null;
        }

        var unknown = CSource.Identifiers(Cast().Replace(macro.Body, "")).Where(i => i != name && !Known().IsMatch(i))
            .Select(i => _macros.ContainsKey(i) ? NotUnderstood(i) : EnumeratedName().IsMatch(i) ? null : i).FirstOrDefault(i => i is not null);
        _depth--;
        return unknown;
    }

    /// <summary>The value of what a macro is made of.</summary>
    /// <param name="body">The text, on one line.</param>
    /// <returns>The value; null where it is not understood.</returns>
    public FlagBits? ValueOfBody(string body)
    {
        var tokens = new Queue<string>(Token().Matches(Cast().Replace(body, "")).Select(m => m.Value));
        var value = Sum(tokens);
        return tokens.Count == 0 ? value : null;
    }

    /// <summary>Whether it is for an architecture's own header to define a macro in another way.</summary>
    private static bool IsDefault(HeaderSource header, FlagMacro macro) => macro.Line.Guards.Any(g => g.Expression == $"!defined({macro.Name})")
        && header.Macros.All(m => m == macro || m.Name != macro.Name);

    private FlagBits Word(int bit) => bit < _width ? FlagBits.Of(bit) : default;

    private FlagBits? Sum(Queue<string> tokens)
    {
        var value = Term(tokens);
        while (tokens.TryPeek(out var sign) && sign == "|")
        {
            tokens.Dequeue();
            value = value is { } left && Term(tokens) is { } right ? left | right : null;
        }

        return value;
    }

    private FlagBits? Term(Queue<string> tokens)
    {
        if (!tokens.TryDequeue(out var token))
        {
            return null;
        }

        if (token == "~")
        {
            return Term(tokens) is { } inverted ? ~inverted & FlagBits.All(_width) : null;
        }

        if (token == "(")
        {
            var inner = Sum(tokens);
            return tokens.TryDequeue(out var closing) && closing == ")" ? inner : null;
        }

        return tokens.TryPeek(out var next) && next == "(" && !char.IsAsciiDigit(token[0]) ? Call(token, Arguments(tokens))
            : Number(token) is { } number ? new FlagBits(number)
            : ValueOf(token);
    }

    private FlagBits? Call(string name, List<string>? arguments) => (name, arguments) switch
    {
        (_, null) => null,
        ("INIT_VM_FLAG", [var flag]) => NumberOf(flag) is { } bit ? Word(bit) : null,
        ("BIT" or "BIT_ULL" or "_BITUL" or "_BITULL", [var bit]) => BitNumber(bit) is { } number ? Word(number) : null,
        ("mk_vma_flags", _) => Join(arguments.Select(OfBit)),
        ("append_vma_flags", [var set, .. var bits]) => Join(bits.Select(OfBit).Prepend(ValueOfBody(set))),
        ("mk_vma_flags_from_masks", _) => Join(arguments.Select(ValueOfBody)),
        ("vma_flags_to_legacy" or "legacy_to_vma_flags", [var only]) => ValueOfBody(only),
        _ => null,
    };

    private static FlagBits? Join(IEnumerable<FlagBits?> values) =>
        values.Aggregate((FlagBits?)default(FlagBits), (all, value) => all is { } left && value is { } right ? left | right : null);

    private FlagBits? OfBit(string text) => BitNumber(text) is { } number ? Word(number) : null;

    private int? BitNumber(string text) => text switch
    {
        // A task without READ_IMPLIES_EXEC, as masks are told for.
        "TASK_EXEC_BIT" => NumberOf("READ"),
        _ when EnumeratedName().Match(text) is { Success: true } match && _bits.ContainsKey(match.Groups[1].Value) => NumberOf(match.Groups[1].Value),
        _ when Number(text) is { } number => (int)number,
        _ => _macros.TryGetValue(text, out var macro) && macro.Kind == FlagMacroKind.Number && ++_depth < Deepest ? BitNumber(macro.Body) : null,
    };

    /// <summary>The arguments of a call, each as it is written.</summary>
    private static List<string>? Arguments(Queue<string> tokens)
    {
        var arguments = new List<string> { "" };
        var depth = 0;
        while (tokens.TryDequeue(out var token))
        {
            depth += token == "(" ? 1 : token == ")" ? -1 : 0;
            if (depth == 0)
            {
                return arguments;
            }

            if (token == "," && depth == 1)
            {
                arguments.Add("");
            }
            else if (depth > 1 || token != "(")
            {
                arguments[^1] += token;
            }
        }

        return null;
    }

    private static ulong? Number(string token)
    {
        var digits = token.TrimEnd('u', 'U', 'l', 'L');
        return digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(digits.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) ? hex : null
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>What headers make masks of, and what other files define.</summary>
    [GeneratedRegex(@"^(?:INIT_VM_FLAG|BIT|BIT_ULL|_BITULL?|(?:mk|append)_vma_flags|mk_vma_flags_from_masks|vma_flags_to_legacy|legacy_to_vma_flags|VM_NONE|EMPTY_VMA_FLAGS|TASK_EXEC(?:_BIT)?|ARCH_VM_PKEY_FLAGS|VMA?_(?:DATA|STACK)_(?:DEFAULT_)?FLAGS\w*)$")]
    private static partial Regex Known();

    [GeneratedRegex(@"\w+|\S")]
    private static partial Regex Token();

    [GeneratedRegex(@"\(\s*__force\s+\w+\s*\)")]
    private static partial Regex Cast();

    [GeneratedRegex(@"^VMA_(\w+)_BIT$")]
    private static partial Regex EnumeratedName();
}
