using KernelFlags.Vma.Calls.Mapping;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Processes;

/// <summary>_exit(2).</summary>
internal static class ExitCall
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Ends the address space: its pages and mappings are given back.</summary>
        public void Exit()
        {
            using var write = mm.BeginWrite();
            if (mm.HasExited)
            {
                return;
            }

            mm.HasExited = true;
            var all = new Unmapping<TFlags>(0, mm.AlignDown(ulong.MaxValue));
            var first = mm.Store.Seek(0);
            for (var at = first; mm.Store.TryGet(at, out var vma); mm.Store.MoveNext(ref at))
            {
                mm.AttributesOf(vma).File?.Pages.RemoveMapper(mm.Mapper);
                write.Include(ref all, ref vma);
            }

            write.Unmap(first, ref all);
        }
    }
}
