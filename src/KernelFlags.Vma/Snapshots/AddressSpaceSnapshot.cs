using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace KernelFlags.Vma.Snapshots;

/// <summary>The VMAs of an address space as they were at one moment, in the order of their addresses.</summary>
/// <remarks>Two are equal when their VMAs are, whatever their identities: see <see cref="AddressSpaceSnapshot.AreSame"/>.</remarks>
/// <typeparam name="TFlags">The flag type.</typeparam>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "What it is matters more than that it is a list.")]
public sealed class AddressSpaceSnapshot<TFlags> : IReadOnlyList<Vma<TFlags>>, IEquatable<AddressSpaceSnapshot<TFlags>>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private readonly Vma<TFlags>[] _vmas;

    internal AddressSpaceSnapshot(Vma<TFlags>[] vmas) => _vmas = vmas;

    /// <summary>The number of VMAs.</summary>
    public int Count => _vmas.Length;

    /// <summary>The VMAs, without a copy.</summary>
    public ReadOnlySpan<Vma<TFlags>> Vmas => _vmas;

    /// <summary>A VMA.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <returns>The VMA.</returns>
    /// <exception cref="IndexOutOfRangeException">There is none.</exception>
    public Vma<TFlags> this[int index] => _vmas[index];

    /// <summary>Makes of this what differences say: where they have VMAs from before, those from after.</summary>
    /// <param name="differences">What <see cref="AddressSpaceSnapshot.Diff"/> found between this and another one, in its order.</param>
    /// <returns>The other one.</returns>
    /// <exception cref="ArgumentException">A difference does not fit: what it has from before is not what is here.</exception>
    public AddressSpaceSnapshot<TFlags> Apply(IEnumerable<VmaDifference<TFlags>> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        var result = new List<Vma<TFlags>>(_vmas.Length);
        var next = 0;
        foreach (var difference in differences)
        {
            for (; next < _vmas.Length && _vmas[next].End <= difference.Range.Start; next++)
            {
                result.Add(_vmas[next]);
            }

            var isIn = result.Count == 0 || result[^1].End <= difference.Range.Start;
            foreach (var before in difference.Before)
            {
                isIn &= next < _vmas.Length && AddressSpaceSnapshot.AreSame(_vmas[next], before);
                next++;
            }

            if (!isIn || (next < _vmas.Length && _vmas[next].Start < difference.Range.End))
            {
                throw new ArgumentException($"At {difference.Range} are other VMAs than the difference has from before.", nameof(differences));
            }

            result.AddRange(difference.After);
        }

        result.AddRange(_vmas.AsSpan(Math.Min(next, _vmas.Length)));
        return new([.. result]);
    }

    /// <summary>The VMAs in the order of their addresses, without an allocation.</summary>
    /// <returns>The walk.</returns>
    public ReadOnlySpan<Vma<TFlags>>.Enumerator GetEnumerator() => Vmas.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator<Vma<TFlags>> IEnumerable<Vma<TFlags>>.GetEnumerator() => ((IEnumerable<Vma<TFlags>>)_vmas).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => _vmas.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] AddressSpaceSnapshot<TFlags>? other)
    {
        if (other is null || other._vmas.Length != _vmas.Length)
        {
            return false;
        }

        for (var i = 0; i < _vmas.Length; i++)
        {
            if (!AddressSpaceSnapshot.AreSame(_vmas[i], other._vmas[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as AddressSpaceSnapshot<TFlags>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (ref readonly var vma in Vmas)
        {
            hash.Add(vma.Start);
            hash.Add(vma.End);
            hash.Add(vma.Flags);
            hash.Add(vma.PageOffset);
            hash.Add(vma.AnonVma);
            hash.Add(vma.File is { } file ? RuntimeHelpers.GetHashCode(file) : 0);
        }

        return hash.ToHashCode();
    }
}

/// <summary>What can be asked of two snapshots.</summary>
public static class AddressSpaceSnapshot
{
    /// <summary>Whether two VMAs say the same: range, flags, page offset, file, name, policy, userfaultfd and <c>anon_vma</c>.</summary>
    /// <remarks>The number of an <c>anon_vma</c> is one of its machine's: of two machines only those compare of which one is a clone's.</remarks>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="one">A VMA.</param>
    /// <param name="other">Another one.</param>
    /// <returns>True when so, whatever their identities.</returns>
    public static bool AreSame<TFlags>(in Vma<TFlags> one, in Vma<TFlags> other)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        ref readonly var left = ref one.Record;
        ref readonly var right = ref other.Record;
        return left.Start == right.Start
            && left.End == right.End
            && left.Flags.SameAs(right.Flags)
            && left.PageOffset == right.PageOffset
            && left.AnonVma == right.AnonVma
            && (ReferenceEquals(one.Attributes, other.Attributes) || one.Attributes == other.Attributes);
    }

    /// <summary>
    /// What is different. Each difference is as small as the borders that both have allow: VMAs from before and those that take their place
    /// after. A call that splits a VMA makes one difference, with one VMA before and its parts after; one that changes a whole VMA, one with a
    /// VMA on each side.
    /// </summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="before">What was.</param>
    /// <param name="after">What is.</param>
    /// <returns>The differences in the order of addresses; none where both say the same.</returns>
    public static IReadOnlyList<VmaDifference<TFlags>> Diff<TFlags>(AddressSpaceSnapshot<TFlags> before, AddressSpaceSnapshot<TFlags> after)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (ReferenceEquals(before, after))
        {
            return [];
        }

        var differences = new List<VmaDifference<TFlags>>();
        var left = before.Vmas;
        var right = after.Vmas;
        for (var (i, j) = (0, 0); i < left.Length || j < right.Length;)
        {
            if (i < left.Length && j < right.Length && AreSame(left[i], right[j]))
            {
                (i, j) = (i + 1, j + 1);
                continue;
            }

            var (firstLeft, firstRight) = (i, j);
            var start = Math.Min(StartAt(left, i), StartAt(right, j));
            var end = start + 1;
            while (StartAt(left, i) < end || StartAt(right, j) < end)
            {
                end = Math.Max(end, StartAt(left, i) < end ? left[i++].End : right[j++].End);
            }

            differences.Add(new(new(start, end), left[firstLeft..i].ToArray(), right[firstRight..j].ToArray()));
        }

        return differences;
    }

    private static ulong StartAt<TFlags>(ReadOnlySpan<Vma<TFlags>> vmas, int index)
        where TFlags : unmanaged, IVmaFlags<TFlags> => index < vmas.Length ? vmas[index].Start : ulong.MaxValue;
}
