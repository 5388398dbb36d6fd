using System.Globalization;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Running.Flags;

/// <summary>A flag of the definitions that the running kernel could not be seen to have.</summary>
/// <param name="Name">Its C name.</param>
/// <param name="Why">Why not.</param>
public sealed record UnseenFlag(string Name, string Why);

/// <summary>Compares a resolved table with what the running kernel shows.</summary>
public sealed class RunningComparison
{
    private const string Unknown = "??";

    private readonly ResolvedTable _table;
    private readonly RunningFlags _running;
    private readonly HashSet<string> _shown;
    private readonly List<HeaderDifference> _differences = [];
    private readonly List<UnseenFlag> _unseen = [];

    private RunningComparison(ResolvedTable table, RunningFlags running)
    {
        (_table, _running) = (table, running);
        _shown = [.. Lines.SelectMany(line => line)];
    }

    /// <summary>What differs.</summary>
    public IReadOnlyList<HeaderDifference> Differences => _differences;

    /// <summary>The flags that could not be seen.</summary>
    public IReadOnlyList<UnseenFlag> Unseen => _unseen;

    /// <summary>How many flags were seen to be as the definitions say.</summary>
    public int Seen { get; private set; }

    private IEnumerable<string[]> Lines => _running.Provoked.Select(p => p.VmFlags).OfType<string>().Concat(_running.Lines)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Compares mnemonics, their order, which is that of the bits, and enumerated bits.</summary>
    /// <param name="table">The table, for the running kernel.</param>
    /// <param name="running">What it shows.</param>
    /// <returns>What differs, and what could not be seen.</returns>
    public static RunningComparison Compare(ResolvedTable table, RunningFlags running)
    {
        var comparison = new RunningComparison(table, running);
        comparison.CompareFlags();
        comparison.CompareLines();
        comparison.CompareEnumerators();
        return comparison;
    }

    private void CompareFlags()
    {
        foreach (var flag in _table.Flags.Where(f => f is { Bit: not null, AliasOf: null }))
        {
            var name = flag.CName ?? flag.Name;
            var mnemonic = flag.Bit < _table.Smaps.Count ? _table.Smaps[flag.Bit.Value] : "";
            var provoked = _running.Provoked.FirstOrDefault(p => p.Flag == flag.Name);
            var shown = provoked?.VmFlags?.Split(' ');
            if (mnemonic.Length == 0 || mnemonic == Unknown)
            {
                CountEnumerated(flag, name, "smaps does not show it");
            }
            else if (shown is not null && !shown.Contains(mnemonic))
            {
                Report(name, $"smaps shows '{provoked!.VmFlags}' after {provoked.Means}, without '{mnemonic}', which the definitions say");
            }
            else if (shown is not null || _shown.Contains(mnemonic))
            {
                Seen++;
            }
            else
            {
                CountEnumerated(flag, name, provoked is not null ? $"{provoked.Means} failed: {provoked.Refusal}" : $"not provoked here: {flag.Cause ?? "the kernel sets it"}");
            }
        }
    }

    /// <summary>A flag that smaps did not show counts as seen where the kernel's BTF enumerates it.</summary>
    private void CountEnumerated(ResolvedFlag flag, string name, string why)
    {
        if (flag.Enumerator is not null && _running.Enumerators.ContainsKey(flag.Enumerator))
        {
            Seen++;
        }
        else
        {
            _unseen.Add(new UnseenFlag(name, why));
        }
    }

    private void CompareLines()
    {
        var bits = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var bit = 0; bit < _table.Smaps.Count; bit++)
        {
            bits.TryAdd(_table.Smaps[bit], bit);
        }

        foreach (var mnemonic in _shown.Where(m => m != Unknown && !bits.ContainsKey(m)).Order(StringComparer.Ordinal))
        {
            Report(mnemonic, $"smaps shows it, and no flag of {_table.Kernel.Profile} has it");
        }

        var pairs = Lines.Select(line => line.Where(bits.ContainsKey).ToList()).SelectMany(line => line.Zip(line.Skip(1))).Distinct();
        foreach (var (first, second) in pairs.Where(p => bits[p.First] >= bits[p.Second]))
        {
            Report(first, $"smaps shows it before '{second}'; by the definitions its bit is {Number(bits[first])}, that of '{second}' {Number(bits[second])}");
        }
    }

    /// <summary>Kernels before 6.19 enumerate nothing, while a table always knows which bits it would enumerate.</summary>
    private void CompareEnumerators()
    {
        if (_running.Enumerators.Count == 0)
        {
            return;
        }

        var ours = _table.Flags.Where(f => f is { Enumerator: not null, EnumeratedBit: not null })
            .ToDictionary(f => f.Enumerator!, f => (long)f.EnumeratedBit!.Value, StringComparer.Ordinal);
        foreach (var name in ours.Keys.Union(_running.Enumerators.Keys).Order(StringComparer.Ordinal))
        {
            var isOurs = ours.TryGetValue(name, out var our);
            var isTheirs = _running.Enumerators.TryGetValue(name, out var their);
            if (isOurs != isTheirs || our != their)
            {
                Report(name, $"{(isTheirs ? Number(their) : "not enumerated")} in the kernel's BTF, {(isOurs ? Number(our) : "not enumerated")} in the definitions");
            }
        }
    }

    private void Report(string name, string what) => _differences.Add(new HeaderDifference(name, $"{name}: {what}"));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
