using KernelFlags.Vma.Calls;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Snapshots;

/// <summary>All VMAs at one moment.</summary>
internal static class SnapshotReader
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>The VMAs in the order of their addresses, while no call changes them.</summary>
        public Vma<TFlags>[] Snapshot()
        {
            using var read = mm.LockToLook();
            var vmas = new Vma<TFlags>[mm.Store.Count];
            var count = 0;
            foreach (var vma in mm.Areas)
            {
                vmas[count++] = vma;
            }

            return vmas;
        }
    }
}
