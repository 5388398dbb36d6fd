using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Pages;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Processes;

/// <summary>fork(2).</summary>
internal static class ForkCall
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Makes a child: a copy of the address space as fork(2) makes it.</summary>
        public Mm<TFlags, TSync> Fork()
        {
            using var write = mm.BeginWrite();
            var vmas = new VmaStore<TFlags, TSync>();
            var filler = new VmaFiller<TFlags, TSync>(vmas);
            var attributes = mm.Areas.Attributes.Clone();
            var isPlain = true;
            for (var at = mm.Store.Seek(0); mm.Store.TryGet(at, out var vma); mm.Store.MoveNext(ref at))
            {
                if (!vma.Flags.TestAny(TFlags.DontCopy))
                {
                    write.Areas.StartWrite(ref vma);
                    var copy = write.ChildOf(vma, attributes);
                    filler.Add(ref copy);
                    isPlain &= vma.AnonVma == 0 && copy.Attributes == 0 && !copy.Flags.TestAny(TFlags.Account | TFlags.CopyOnFork);
                }
            }

            var child = new Mm<TFlags, TSync>(mm.Options, vmas, attributes);
            child.DefaultFlags = mm.DefaultFlags.Without(TFlags.LockedMask);
            (child.Break, child.Gate) = (mm.Break, mm.Gate);
            if (!isPlain)
            {
                write.CopyContents(child);
            }

            return child;
        }
    }

    extension<TFlags, TSync>(MmWrite<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Gives a child, which has its VMAs, its pages, and tells files and the machine of it.</summary>
        private void CopyContents(Mm<TFlags, TSync> child)
        {
            using var childWrite = child.BeginWrite();
            var at = mm.Store.Seek(0);
            for (var copyAt = child.Store.Seek(0); child.Store.TryGet(copyAt, out var copy); child.Store.MoveNext(ref copyAt))
            {
                VmaRecord<TFlags> source;
                while (mm.Store.TryGet(at, out source) && source.Start < copy.Start)
                {
                    mm.Store.MoveNext(ref at);
                }

                child.AttributesOf(copy).File?.Pages.AddMapper(child.Mapper);
                if (!copy.Flags.TestAny(TFlags.WipeOnFork) && (copy.Flags.TestAny(TFlags.CopyOnFork) || source.AnonVma != 0))
                {
                    mm.Pages.CopyPages(mm.View(source), child.Areas.View(copy), child.Pages);
                }

                if (copy.Flags.TestAny(TFlags.Account))
                {
                    mm.Machine.TryCommit(mm.Page(copy.End - copy.Start));
                }
            }
        }

        /// <summary>A VMA as the child gets it.</summary>
        private VmaRecord<TFlags> ChildOf(in VmaRecord<TFlags> vma, AttributeTable attributes)
        {
            var copy = vma;
            copy.Flags = vma.Flags.Without(TFlags.LockedMask);
            copy.Id = 0;
            if (vma.Attributes != 0 && attributes[vma.Attributes] is { Uffd: { } uffd } watched && (uffd.Features & UffdFeatures.EventFork) == 0)
            {
                copy.Flags = copy.Flags.Without(TFlags.UserfaultfdMask);
                copy.Attributes = attributes.Number(watched with { Uffd = null });
            }

            if (vma.AnonVma != 0)
            {
                copy.AnonVma = vma.Flags.TestAny(TFlags.WipeOnFork) ? 0 : mm.Machine.AnonVmas.Fork(vma.AnonVma);
                mm.Machine.AnonVmas.Acquire(copy.AnonVma);
            }

            return copy;
        }
    }
}
