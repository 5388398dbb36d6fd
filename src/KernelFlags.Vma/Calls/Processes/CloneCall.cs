using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Pages;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Processes;

/// <summary>A copy of an address space that nothing of fork(2) happens to: no call of the kernel's.</summary>
internal static class CloneCall
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Makes a copy that goes on as the original would, on a copy of its machine.</summary>
        public Mm<TFlags, TSync> Clone()
        {
            using var write = mm.BeginWrite();
            var vmas = new VmaStore<TFlags, TSync>();
            var filler = new VmaFiller<TFlags, TSync>(vmas);
            for (var at = mm.Store.Seek(0); mm.Store.TryGet(at, out var vma); mm.Store.MoveNext(ref at))
            {
                write.Areas.StartWrite(ref vma);
                vma.Id = 0;
                filler.Add(ref vma);
            }

            // Only now can no fault change what the machine knows of these pages.
            var clone = new Mm<TFlags, TSync>(mm.Options.On(mm.Machine.Clone()), vmas, mm.Attributes.Clone())
            {
                DefaultFlags = mm.DefaultFlags,
                Break = mm.Break,
                Gate = mm.Gate,
                HasExited = mm.HasExited,
            };
            write.ClonePages(clone);
            return clone;
        }
    }

    extension<TFlags, TSync>(MmWrite<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        private void ClonePages(Mm<TFlags, TSync> clone)
        {
            using var cloneWrite = clone.BeginWrite();
            for (var at = clone.Store.Seek(0); clone.Store.TryGet(at, out var vma); clone.Store.MoveNext(ref at))
            {
                clone.AttributesOf(vma).File?.Pages.AddMapper(clone.Mapper);
                if (!mm.Pages.Table.IsEmpty)
                {
                    mm.Pages.ClonePages(mm.View(vma), clone.Pages);
                }
            }
        }
    }
}
