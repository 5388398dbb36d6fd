using System.Text.RegularExpressions;
using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Trees.Sources;

/// <summary>
/// A C file, line by line, each with the conditionals that it stands in. A line with those that continue it is one line. Positions are
/// those of the file as it is written: comments and continuations are blank in the code, character by character.
/// </summary>
public sealed partial class CFile
{
    private readonly List<CLine> _lines = [];
    private readonly List<Conditional> _conditionals = [];

    private CFile(SourceText source)
    {
        Source = source;
        var text = CSource.Blanked(source.Text);
        for (var number = 1; number <= source.LineCount; number++)
        {
            var (first, start) = (number, source.StartOf(number));
            while (number < source.LineCount && IsContinued(text.AsSpan(source.StartOf(number)..source.EndOf(number))))
            {
                number++;
            }

            var code = Continuation().Replace(text[start..source.EndOf(number)], m => new string(' ', m.Length));
            _lines.Add(new CLine(_lines.Count, first, number, source.Place(start, source.EndOf(number)), code));
        }

        Nest();
    }

    /// <summary>The file as it is written.</summary>
    public SourceText Source { get; }

    /// <summary>The lines.</summary>
    public IReadOnlyList<CLine> Lines => _lines;

    /// <summary>The conditionals, in the order in which they begin.</summary>
    public IReadOnlyList<Conditional> Conditionals => _conditionals;

    /// <summary>Reads a file.</summary>
    /// <param name="source">The file.</param>
    /// <returns>Its lines.</returns>
    public static CFile Parse(SourceText source) => new(source);

    /// <summary>Reads a file of a tree.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="path">The file's path in it.</param>
    /// <returns>Its lines; null where the tree has no such file.</returns>
    /// <exception cref="HeaderException">It can't be read, or is no file of the tree.</exception>
    public static CFile? Read(string tree, string path) => SourceText.Read(tree, path) is { } source ? new CFile(source) : null;

    /// <summary>The lines that count for a compiler, in their order. What the file defines itself is known to the conditionals behind it.</summary>
    /// <param name="value">The value of a macro from elsewhere, such as an option's; null for one that is not defined.</param>
    /// <returns>The lines. A branch of which it can't be told whether it counts does not.</returns>
    public IEnumerable<CLine> ActiveLines(Func<string, long?> value) => ActiveLines(value, _lines);

    /// <summary>Of some lines those that count for a compiler that reads nothing before them.</summary>
    /// <inheritdoc cref="ActiveLines(Func{string, long?})"/>
    /// <param name="lines">The lines, in their order.</param>
    internal static IEnumerable<CLine> ActiveLines(Func<string, long?> value, IEnumerable<CLine> lines)
    {
        var own = new Dictionary<string, long?>(StringComparer.Ordinal);
        var holds = new Dictionary<ConditionalBranch, bool>();
        long? Value(string name) => own.TryGetValue(name, out var known) ? known : value(name);
        foreach (var line in lines)
        {
            if (!line.Guards.All(guard => holds.GetValueOrDefault(guard, true)))
            {
                continue;
            }

            if (line.Branch is { } branch)
            {
                branch.Conditional.Branches.Where(b => !holds.ContainsKey(b)).ToList().ForEach(b => holds[b] = b.Holds(Value) == true);
            }
            else if (Definition().Match(line.Code) is { Success: true } definition)
            {
                own[definition.Groups[2].Value] = definition.Groups[1].Value == "undef" ? null
                    : PreprocessorExpression.Evaluate(definition.Groups[3].Value, Value) ?? 1;
            }

            yield return line;
        }
    }

    private static bool IsContinued(ReadOnlySpan<char> line) => line.TrimEnd().EndsWith("\\");

    /// <summary>Gives each line the branches that it stands in. What guards the file against being read twice is no condition.</summary>
    private void Nest()
    {
        var open = new Stack<Conditional>();
        foreach (var line in _lines)
        {
            switch (line.Directive)
            {
                case "if" or "ifdef" or "ifndef":
                    line.Guards = Guards(open);
                    var conditional = new Conditional(line, open.TryPeek(out var outer) ? outer.Branches[^1] : null, IsInclusionGuard(line));
                    line.Branch = conditional.Branches[0];
                    _conditionals.Add(conditional);
                    open.Push(conditional);
                    break;
                case "elif" or "elifdef" or "elifndef" or "else" when open.TryPeek(out var current):
                    line.Branch = current.Add(line);
                    line.Guards = Guards(open.Skip(1));
                    break;
                case "endif" when open.TryPop(out var ended):
                    ended.End = line;
                    line.Guards = Guards(open);
                    break;
                default:
                    line.Guards = Guards(open);
                    break;
            }
        }
    }

    private static IReadOnlyList<ConditionalBranch> Guards(IEnumerable<Conditional> open) =>
        [.. open.Where(c => !c.IsInclusionGuard).Select(c => c.Branches[^1]).Reverse()];

    private bool IsInclusionGuard(CLine line) => line.Directive == "ifndef"
        && _lines.Skip(line.Index + 1).FirstOrDefault(l => !string.IsNullOrWhiteSpace(l.Code)) is { } next
        && InclusionGuard().IsMatch(line.Code + "\n" + next.Code)
        && !_conditionals.Exists(c => !c.IsInclusionGuard);

    [GeneratedRegex(@"^\s*#\s*(define|undef)\s+(\w+)(?!\()\s*(.*)$", RegexOptions.Singleline)]
    private static partial Regex Definition();

    [GeneratedRegex(@"\\[ \t\r]*\n")]
    private static partial Regex Continuation();

    [GeneratedRegex(@"^\s*#\s*ifndef\s+(\w+)\s*\n\s*#\s*define\s+\1\s*$")]
    private static partial Regex InclusionGuard();
}
