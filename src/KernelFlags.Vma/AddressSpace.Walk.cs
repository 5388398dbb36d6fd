using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Calls;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma;

/// <content>Going through the VMAs.</content>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is the kernel's thing, of which a walk is one use.")]
public sealed partial class AddressSpace<TFlags> : IEnumerable<Vma<TFlags>>
{
    /// <summary>The VMAs in the order of their addresses. Takes no lock.</summary>
    /// <remarks>
    /// Without the mmap lock it is no snapshot: each step shows a VMA as it is at that moment, from where the one before ended. Steps never
    /// overlap nor go back, and an address that is mapped all the while is in exactly one of them; whether what comes or goes meanwhile is
    /// seen depends on where the walk is. Of a VMA that grew over the end of the step before only the rest is shown, with the same
    /// <see cref="Vma{TFlags}.Id"/> and the page offset of that place.
    /// </remarks>
    /// <returns>The walk.</returns>
    public VmaEnumerator GetEnumerator() => new(_mm);

    /// <inheritdoc/>
    IEnumerator<Vma<TFlags>> IEnumerable<Vma<TFlags>>.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A walk through the VMAs, which goes on behind the end of the last one that it saw, whatever changes.</summary>
    [SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "A walk is not compared.")]
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "It is of use to this type alone, as those of the runtime are.")]
    public struct VmaEnumerator : IEnumerator<Vma<TFlags>>
    {
        private VmaEnumerator<TFlags, RealSync> _walk;

        internal VmaEnumerator(Mm<TFlags, RealSync> mm) => _walk = mm.Areas.GetEnumerator();

        /// <summary>The VMA.</summary>
        public readonly Vma<TFlags> Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => _walk.Current;
        }

        /// <inheritdoc/>
        readonly object IEnumerator.Current => Current;

        /// <summary>Goes to the next one.</summary>
        /// <returns>False at the end.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext() => _walk.MoveNext();

        /// <summary>Does nothing: a walk holds no lock.</summary>
        public readonly void Dispose()
        {
        }

        /// <inheritdoc/>
        readonly void IEnumerator.Reset() => throw new NotSupportedException("A walk goes one way; begin another one.");
    }
}
