using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using KernelFlags.Proc.Input;

namespace KernelFlags.Proc.Mappings;

/// <summary>
/// The memory policies of a process, from its <c>numa_maps</c> (proc_pid_numa_maps(5)): a line a VMA, in the order of addresses. It is read as far as
/// is asked for: the kernel walks the page tables of a VMA for its line.
/// </summary>
/// <param name="stream">The text, or that packed by gzip; closed with the reader.</param>
/// <param name="isSaved">Whether it is text that somebody saved, in whatever encoding and with whatever line ends.</param>
public sealed class NumaMapsReader(Stream stream, bool isSaved) : IDisposable
{
    private const int MaxLine = 1 << 20;
    private const string Shape = "this is no line of numa_maps, which is ADDRESS POLICY and more; save one with cat /proc/PID/numa_maps > FILE";

    /// <summary>What stands there where neither mbind(2) nor set_mempolicy(2) chose.</summary>
    private const string Default = "default";

    /// <summary>A policy that counts nodes otherwise than it shows them.</summary>
    private const char WithMode = '=';

    private readonly MapsTexts _texts = new();
    private InputLineReader? _lines;
    private (ulong Start, string Policy) _last;

    /// <summary>Whether a VMA had no policy, and so the process has none: what VMAs show is theirs then.</summary>
    public bool IsOfVmas { get; private set; }

    /// <summary>The policy of a VMA.</summary>
    /// <param name="start">Where it begins: no lower than what was asked for before.</param>
    /// <returns>As it stands there: <c>default</c>, <c>bind:0</c>; null where no VMA begins there.</returns>
    /// <exception cref="InputException">A line is none of numa_maps.</exception>
    /// <exception cref="IOException">It can't be read to its end.</exception>
    public string? PolicyOf(ulong start)
    {
        while (_last.Start < start || _last.Policy is null)
        {
            if (!TryRead())
            {
                return null;
            }
        }

        return _last.Start == start ? _last.Policy : null;
    }

    /// <summary>Reads the next VMA.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="policy">Its policy, as of <see cref="PolicyOf"/>.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="InputException">A line is none of numa_maps.</exception>
    /// <exception cref="IOException">It can't be read to its end.</exception>
    public bool TryRead(out ulong start, [NotNullWhen(true)] out string? policy)
    {
        var isRead = TryRead();
        (start, policy) = isRead ? _last : default;
        return isRead;
    }

    /// <summary>Whether VMAs that show the same have the same policy, and not one of them that of the process.</summary>
    /// <param name="policy">What both show.</param>
    /// <returns>False where that can't be told.</returns>
    public bool IsSameFor(string policy) => policy == Default || (IsOfVmas && !policy.Contains(WithMode, StringComparison.Ordinal));

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines?.Dispose();
        stream.Dispose();
    }

    private bool TryRead()
    {
        _lines ??= new(stream, MaxLine, isPasted: isSaved);
        if (!_lines.TryRead(out var line))
        {
            return false;
        }

        var words = line.TrimStart((byte)' ');
        if (!Utf8Parser.TryParse(words, out ulong start, out var length, 'x') || length == words.Length || words[length] != ' ')
        {
            throw new InputException(InputException.MalformedMaps, _lines.Line, 1, Shape);
        }

        var policy = words[(length + 1)..];
        var end = policy.IndexOfAny((byte)' ', (byte)'\t');
        policy = end < 0 ? policy : policy[..end];
        if (policy.IsEmpty || start < _last.Start)
        {
            throw new InputException(
                InputException.MalformedMaps, _lines.Line, 1, policy.IsEmpty ? Shape : "addresses begin anew here; a numa_maps is of one process");
        }

        _last = (start, _texts.Line(policy));
        IsOfVmas |= _last.Policy == Default;
        return true;
    }
}
