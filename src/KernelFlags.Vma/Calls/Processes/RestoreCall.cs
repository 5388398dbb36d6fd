using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Calls.Mapping;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Processes;

/// <summary>An address space that begins with VMAs which somebody describes: no call of the kernel's.</summary>
internal static class RestoreCall
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Puts VMAs into an address space that has none yet, each as it is described: none merges.</summary>
        /// <exception cref="ArgumentException">One can't be there.</exception>
        public void Restore(IEnumerable<VmaDescription<TFlags>> vmas)
        {
            using var write = mm.BeginWrite();
            var filler = new VmaFiller<TFlags, TSync>(mm.Store);
            var anonVmas = new Dictionary<int, int> { [0] = 0 };
            var end = 0UL;
            foreach (var vma in vmas)
            {
                if (vma.Start < end || vma.End <= vma.Start || vma.End > mm.TaskSize || !mm.IsAligned(vma.Start) || !mm.IsAligned(vma.End))
                {
                    throw new ArgumentException(
                        $"{new AddressRange(vma.Start, vma.End)} is no VMA here: each has whole pages of {mm.Machine.PageSize} bytes, begins where the one before it ends or higher, and ends by {mm.TaskSize:x}.",
                        nameof(vmas));
                }

                if (!anonVmas.TryGetValue(vma.AnonVma, out var anonVma))
                {
                    anonVmas.Add(vma.AnonVma, anonVma = mm.Machine.AnonVmas.New());
                }

                mm.Machine.AnonVmas.Acquire(anonVma);
                var file = vma.File is not null || vma.Flags.TestAny(TFlags.Shared) ? write.Adopt(vma.File, vma.Length) : null;
                var isPlain = file is null && vma.Name is null && vma.Policy is null && vma.Uffd is null;
                var attributes = isPlain ? 0 : mm.Attributes.Number(new(file, file?.HasCloseHook ?? false, vma.Name, vma.Policy, vma.Uffd));
                var record = new VmaRecord<TFlags>(vma.Start, vma.End, vma.Flags, vma.PageOffset, attributes) { AnonVma = anonVma };
                if (vma.Flags.TestAny(TFlags.Account))
                {
                    mm.Machine.Commit(mm.Page(vma.Length));
                }

                filler.Add(ref record);
                end = vma.End;
            }
        }
    }
}
