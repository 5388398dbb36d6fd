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
    private SnapshotText _actual = new();
    private SnapshotText _before = new();

    /// <summary>Compares the snapshot that the reader stands at.</summary>
    /// <returns>What differs: the kind, what the trace says and what was found.</returns>
    public IReadOnlyList<(string Kind, string Expected, string Actual)> Compare(TraceReader reader, TraceComparison comparison)
    {
        Take(reader.SnapshotNumber, reader.SnapshotAddressSpace);
        _actual.Write(_before);
        if (_actual.Text[..^1].SequenceEqual(reader.Text))
        {
            return [];
        }

        reader.ReadSnapshot(_expected);
        return SnapshotDifference.Of(_expected, _actual.Snapshot, comparison);
    }

    /// <summary>A hash of address spaces, every field of each.</summary>
    public string Hash(IEnumerable<int> addressSpaces)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var addressSpace in addressSpaces)
        {
            Take(0, addressSpace);
            _actual.Snapshot.HasGuard = true;
            _actual.Write(_before);
            hash.AppendData(_actual.Text);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HashDigits];
    }

    private void Take(long number, int addressSpace)
    {
        (_actual, _before) = (_before, _actual);
        _actual.Snapshot.Clear();
        target.Snapshot(addressSpace, _actual.Snapshot);
        _actual.Snapshot.Number = number;
        _actual.Snapshot.AddressSpace = addressSpace;
    }
}
