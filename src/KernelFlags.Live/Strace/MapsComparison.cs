using System.Globalization;
using KernelFlags.Live.Traces;
using KernelFlags.Proc.Mappings;
using KernelFlags.Vma;
using KernelFlags.Vma.Readers;

namespace KernelFlags.Live.Strace;

/// <summary>Compares an address space with maps: each address must be mapped alike, and each border be in both.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
internal sealed class MapsComparison<TFlags>(ProcessMemory<TFlags> memory, IReadOnlyList<MapsEntry> maps)
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private const ulong EndOfUserMemory = 0x7fff_ffff_f000;
    private const string SharedAnonymous = "/dev/zero";

    private readonly List<HiddenBorder> _borders = [];

    /// <summary>What maps shows for the names that files were opened by, which may lead there over links.</summary>
    private readonly Dictionary<string, string> _resolved = new(StringComparer.Ordinal);

    /// <summary>Borders that depend on what no log tells.</summary>
    public IReadOnlyList<HiddenBorder> Borders => _borders;

    /// <summary>A line of maps as the engine would show it, from its start on; whether the log does not know the file, and whether the path is
    /// the one that the program asked for.</summary>
    private readonly record struct Line(
        ulong Start, ulong End, string Perm, ulong Offset, string Path, bool IsUnknown = false, bool IsAsked = false)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Start:x8}-{End:x8} {Perm} {Offset:x8} {Path}").TrimEnd();

        /// <summary>What is mapped at an address, whatever VMA it lies in.</summary>
        public string At(ulong address) => string.Create(
            CultureInfo.InvariantCulture, $"{Perm} {(Path.Length == 0 ? 0 : Offset + (address - Start)):x} {Path}");
    }

    /// <summary>Compares.</summary>
    /// <returns>Where something differs although the log tells it, the bytes on both sides of a border that only one has; and what maps and the
    /// engine have there: arrays of lines of maps, as JSON.</returns>
    public IEnumerable<(AddressRange At, string Expected, string Actual)> Compare()
    {
        var engine = Engine();
        List<Line> actual = [.. maps.Where(m => m.End <= EndOfUserMemory).Select(m => new Line(m.Start, m.End, m.Perm, m.Offset, MapsPath.Of(m)))];
        var stack = maps.Where(m => m.Backing.Path == "[stack]").Select(m => (ulong?)m.Start).FirstOrDefault();
        var points = engine.Concat(actual).SelectMany(l => new[] { l.Start, l.End }).Concat(memory.NotModelled.Borders).Distinct().Order().ToList();
        var (e, a) = (0, 0);
        foreach (var address in points)
        {
            e += e < engine.Count && engine[e].End <= address ? 1 : 0;
            a += a < actual.Count && actual[a].End <= address ? 1 : 0;
            Line? ours = e < engine.Count && engine[e].Start <= address ? engine[e] : null;
            Line? theirs = a < actual.Count && actual[a].Start <= address ? actual[a] : null;

            // What execve mapped is not in a log; and a stack grows by faults.
            if ((ours is null && (!memory.IsWhole || theirs?.Start == stack)) || memory.NotModelled.Contains(address))
            {
                continue;
            }

            if (!AreAlike(ours, theirs, address))
            {
                yield return (new(address, address + 1), Show(theirs), Show(ours));
            }
            else if (ours is { } left && theirs is { } right && left.Start != right.Start && (left.Start == address || right.Start == address)
                && !IsHidden(address, isInMaps: right.Start == address, engine, actual, e, a))
            {
                var border = new AddressRange(address - 1, address + 1);
                yield return right.Start == address
                    ? (border, Show(actual[a - 1], right), Show(left))
                    : (border, Show(right), Show(engine[e - 1], left));
            }
        }
    }

    /// <summary>Whether a border that just one side has depends on what no log tells.</summary>
    private bool IsHidden(ulong address, bool isInMaps, List<Line> engine, List<Line> actual, int e, int a)
    {
        // Where the side without the border goes on below, and the side with it too, the border divides what the other has as one.
        var (with, at) = isInMaps ? (actual, a) : (engine, e);
        if (at == 0 || with[at - 1].End != address)
        {
            return true;
        }

        var isOfUnknown = engine[e].IsUnknown || (isInMaps && actual[a].Path != actual[a - 1].Path);
        if (!isOfUnknown && !(isInMaps ? actual[a].Perm[3] == 'p' : IsHidden(address)))
        {
            return false;
        }

        _borders.Add(new(address, isInMaps, isOfUnknown ? "file" : HasCutName(address) ? "name" : "anon_vma"));
        return true;
    }

    /// <summary>Whether both show the same at an address, as far as the log knows the file there.</summary>
    private bool AreAlike(Line? ours, Line? theirs, ulong address)
    {
        if (ours is not { } engine || theirs is not { } actual || !(engine.IsUnknown || engine.IsAsked))
        {
            return ours?.At(address) == theirs?.At(address);
        }

        if (!engine.IsUnknown && !_resolved.TryAdd(engine.Path, actual.Path) && _resolved[engine.Path] != actual.Path)
        {
            return false;
        }

        return actual.Path.StartsWith('/') && (engine with { Path = actual.Path }).At(address) == actual.At(address);
    }

    /// <summary>Whether the engine keeps two VMAs apart for what follows from an <c>anon_vma</c>: which one it is, the page offset that it holds
    /// fast, and the account that mprotect(2) closes where there is none.</summary>
    private bool IsHidden(ulong address)
    {
        memory.Space.TryFind(address - 1, out var left);
        memory.Space.TryFind(address, out var right);
        var why = memory.Space.Explain(left, right);
        return why.Reason is MergeReason.None or MergeReason.AnonVma
            || (why.Reason == MergeReason.PageOffset && left.File is null)
            || (why.Reason == MergeReason.Flags && why.Flags.SameAs(TFlags.Account));
    }

    /// <summary>Whether the log has only the beginning of the name that memory has on a side of an address.</summary>
    private bool HasCutName(ulong address) => IsCut(address) || IsCut(address - 1);

    private bool IsCut(ulong address) =>
        memory.Space.TryFind(address, out var vma) && vma.Name is { } name && memory.Files.CutNames.Contains(name);

    private List<Line> Engine()
    {
        var lines = new List<Line>();
        foreach (var vma in memory.Space)
        {
            var path = vma.File is { Kind: FileKind.SharedAnonymous } ? SharedAnonymous : vma.File?.Name ?? "";
            lines.Add(new(
                vma.Start,
                vma.End,
                ProcText.Permissions(vma.Flags),
                vma.File is null ? 0 : vma.PageOffset * memory.Space.Machine.PageSize,
                path,
                memory.Files.IsUnknown(vma.File),
                memory.Files.IsNameAsked(vma.File)));
        }

        return lines;
    }

    private static string Show(params ReadOnlySpan<Line?> lines)
    {
        var texts = new List<string>();
        foreach (var line in lines)
        {
            if (line is { } shown)
            {
                texts.Add(TraceWriter.Quote(shown.ToString()));
            }
        }

        return $"[{string.Join(',', texts)}]";
    }
}
