using System.Security.Cryptography;
using System.Text;
using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Replay;

/// <summary>
/// Compares snapshots of a trace with those of a target. What the target shows is first written as the recorder writes it: where the bytes
/// are the same, nothing has to be read.
/// </summary>
internal sealed class SnapshotComparer(ITraceTarget target)
{
    private const int HashDigits = 16;

    private readonly TraceSnapshot _expected = new();
    private readonly TraceSnapshot _actual = new();
    private readonly TraceWriter _text = new();

    /// <summary>Compares the snapshot that the reader stands at.</summary>
    /// <returns>What differs: the kind, what the trace says and what was found.</returns>
    public IReadOnlyList<(string Kind, string Expected, string Actual)> Compare(TraceReader reader, TraceComparison comparison)
    {
        Take(reader.SnapshotNumber, reader.SnapshotAddressSpace);
        _text.Clear();
        _text.WriteSnapshot(_actual);
        if (_text.Text[..^1].SequenceEqual(reader.Text))
        {
            return [];
        }

        reader.ReadSnapshot(_expected);
        var differences = new List<(string, string, string)>();
        CompareVmas(comparison, differences);
        if (comparison == TraceComparison.All)
        {
            if (_expected.HasGuard)
            {
                CompareRanges("guard", _expected.Guard, _actual.Guard, differences);
            }

            CompareRanges("present", _expected.Present, _actual.Present, differences);
            CompareRanges("uffd_wp", _expected.UffdWriteProtected, _actual.UffdWriteProtected, differences);
        }

        return differences;
    }

    /// <summary>A hash of address spaces, every field of each.</summary>
    public string Hash(IEnumerable<int> addressSpaces)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var addressSpace in addressSpaces)
        {
            Take(0, addressSpace);
            _actual.HasGuard = true;
            _text.Clear();
            _text.WriteSnapshot(_actual);
            hash.AppendData(_text.Text);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HashDigits];
    }

    private void Take(long number, int addressSpace)
    {
        _actual.Clear();
        target.Snapshot(addressSpace, _actual);
        _actual.Number = number;
        _actual.AddressSpace = addressSpace;
    }

    private void CompareVmas(TraceComparison comparison, List<(string Kind, string Expected, string Actual)> differences)
    {
        bool Same(TraceVma a, TraceVma b) => comparison == TraceComparison.All ? a == b : a.SameArea(b);
        if (_expected.Vmas.Count == _actual.Vmas.Count && _expected.Vmas.Zip(_actual.Vmas).All(p => Same(p.First, p.Second)))
        {
            return;
        }

        // Only what the other side lacks: the rest of a long list would hide it.
        var expected = _expected.Vmas.Where(e => !_actual.Vmas.Exists(a => Same(e, a))).ToArray();
        var actual = _actual.Vmas.Where(a => !_expected.Vmas.Exists(e => Same(e, a))).ToArray();
        differences.Add(("vmas", Json(w => w.AddVmas(expected)), Json(w => w.AddVmas(actual))));
    }

    private void CompareRanges(
        string kind, List<TraceRange> expected, List<TraceRange> actual, List<(string Kind, string Expected, string Actual)> differences)
    {
        if (!expected.SequenceEqual(actual))
        {
            differences.Add((kind, Json(w => w.AddRanges(expected)), Json(w => w.AddRanges(actual))));
        }
    }

    private string Json(Action<TraceWriter> write)
    {
        _text.Clear();
        write(_text);
        return Encoding.UTF8.GetString(_text.Text);
    }
}
