using KernelFlags.Vma.Calls;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Conformance.Schedules;

/// <summary>What holds of an address space at any time at which no VMA is coming or going.</summary>
internal static class Invariants
{
    /// <summary>Checks that what stands in a page table lies in a VMA, and a guard in one that has the flag.</summary>
    /// <typeparam name="TSync">The synchronisation.</typeparam>
    /// <exception cref="BrokenException">It does not.</exception>
    public static void Hold<TSync>(Mm<VmaFlags, TSync> space)
        where TSync : struct, ISync
    {
        foreach (var page in space.Pages.Table.UsedPages())
        {
            var isGuard = space.EntryAt(page << TestPage.Shift).Kind == PageKind.Guard;
            if (!space.Areas.TryFind(page << TestPage.Shift, out var vma))
            {
                throw new BrokenException("a page is mapped outside of any VMA");
            }

            if (isGuard && !vma.Flags.TestAll(VmaFlags.MaybeGuard))
            {
                throw new BrokenException("a guard stands in a VMA without the flag");
            }
        }
    }
}
