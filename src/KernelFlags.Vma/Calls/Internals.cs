using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls;

/// <summary>
/// Merging and splitting by themselves, for tests: what the kernel's unit tests call, and no system call reaches without doing more.
/// </summary>
internal static class Internals
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Puts a VMA where nothing is. It merges with nothing.</summary>
        public VmaRecord<TFlags> Put(VmaRecord<TFlags> vma)
        {
            using var write = mm.BeginWrite();
            return write.Areas.Commit(mm.Store.Seek(vma.Start), 0, new(ref vma)).IsNone
                ? throw new InvalidOperationException("The commit was made to fail.")
                : vma;
        }

        /// <summary>Gives a VMA other contents in its place.</summary>
        public VmaRecord<TFlags> Put(ulong address, Func<VmaRecord<TFlags>, VmaRecord<TFlags>> change)
        {
            using var write = mm.BeginWrite();
            var at = mm.Store.Seek(address);
            mm.Store.TryGet(at, out var vma);
            vma = change(vma);
            write.Areas.Replace(at, ref vma);
            return vma;
        }

        /// <summary>A new range: merged with what it touches, else a VMA of its own.</summary>
        public bool TryMergeNew(VmaRecord<TFlags> proposed, out VmaRecord<TFlags> result)
        {
            using var write = mm.BeginWrite();
            return !write.Areas.Insert(mm.Store.Seek(proposed.Start), proposed, MergeKind.Map, kept: 0, out result).IsNone;
        }

        /// <summary>A range within one VMA is given flags: merged with what it touches, else split off, even where nothing changes.</summary>
        public Errno TryModify(ulong start, ulong end, TFlags flags, out VmaRecord<TFlags> result)
        {
            using var write = mm.BeginWrite();
            var at = mm.Store.Seek(start);
            return !mm.Store.TryGet(at, out result) ? Errno.EINVAL
                : write.Areas.Modify(at, ref result, start, end, flags, result.Attributes).IsNone ? Errno.ENOMEM
                : Errno.None;
        }

        /// <summary>The entry of a page, whatever locks are held.</summary>
        public PageEntry EntryAt(ulong address) => mm.Pages.Table.Get(mm.Page(address));
    }
}
