using System.Runtime.InteropServices;
using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Replay;

/// <summary>
/// A snapshot and its text. An operation changes few of the VMAs, so the text of those that are as they were is copied from a snapshot before.
/// </summary>
internal sealed class SnapshotText
{
    private readonly TraceWriter _writer = new();

    /// <summary>Where in the text each of the VMAs starts and ends.</summary>
    private readonly List<Range> _places = [];

    /// <summary>Where what stands behind the VMAs starts.</summary>
    private int _behind;

    /// <summary>The snapshot, to be filled; <see cref="Write"/> follows.</summary>
    public TraceSnapshot Snapshot { get; } = new();

    /// <summary>The text, with a line feed at its end.</summary>
    public ReadOnlySpan<byte> Text => _writer.Text;

    /// <summary>Writes the text.</summary>
    /// <param name="before">A snapshot that was written before, of any address space.</param>
    public void Write(SnapshotText before)
    {
        var known = CollectionsMarshal.AsSpan(before.Snapshot.Vmas);
        _writer.Clear();
        _places.Clear();
        _writer.AddBeforeVmas(Snapshot);
        _writer.AddWritten("["u8);
        foreach (ref readonly var vma in CollectionsMarshal.AsSpan(Snapshot.Vmas))
        {
            _writer.AddWritten(_places.Count > 0 ? ","u8 : ""u8);
            var start = Text.Length;
            while (!known.IsEmpty && known[0].Start < vma.Start)
            {
                known = known[1..];
            }

            if (!known.IsEmpty && known[0] == vma)
            {
                _writer.AddWritten(before.Text[before._places[^known.Length]]);
            }
            else
            {
                _writer.AddVma(vma);
            }

            _places.Add(start..Text.Length);
        }

        _behind = Text.Length;
        if (!before.Text.IsEmpty && HasPagesOf(before.Snapshot))
        {
            _writer.AddWritten(before.Text[before._behind..]);
        }
        else
        {
            _writer.AddWritten("]"u8);
            _writer.AddBehindVmas(Snapshot);
        }
    }

    private bool HasPagesOf(TraceSnapshot other) => Snapshot.HasGuard == other.HasGuard
        && AreSame(Snapshot.Guard, other.Guard)
        && AreSame(Snapshot.Present, other.Present)
        && AreSame(Snapshot.UffdWriteProtected, other.UffdWriteProtected);

    private static bool AreSame(List<TraceRange> one, List<TraceRange> other) =>
        CollectionsMarshal.AsSpan(one).SequenceEqual(CollectionsMarshal.AsSpan(other));
}
