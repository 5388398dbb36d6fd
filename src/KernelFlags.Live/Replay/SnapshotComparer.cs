using System.Security.Cryptography;
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
        return SnapshotDifference.Of(_expected, _actual, comparison);
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
}
