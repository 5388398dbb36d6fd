using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Pages;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls;

/// <summary>userfaultfd(2): registering, write-protecting.</summary>
internal static class UserfaultCalls
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Has a userfaultfd watch a range (<c>UFFDIO_REGISTER</c>, ioctl_userfaultfd(2)).</summary>
        public SyscallResult UffdRegister(ulong address, ulong length, UffdMode mode, Userfaultfd uffd)
        {
            const UffdMode Known = UffdMode.Missing | UffdMode.WriteProtect | UffdMode.Minor;
            if (mode == UffdMode.None
                || (mode & ~Known) != 0
                || ((mode & UffdMode.Minor) != 0 && TFlags.UffdMinor.IsEmpty)
                || !mm.IsUffdRange(address, length))
            {
                return Errno.EINVAL;
            }

            var flags = (mode & UffdMode.Missing) != 0 ? TFlags.UffdMissing : TFlags.None;
            flags |= (mode & UffdMode.WriteProtect) != 0 ? TFlags.UffdWriteProtect : TFlags.None;
            flags |= (mode & UffdMode.Minor) != 0 ? TFlags.UffdMinor : TFlags.None;
            using var write = mm.BeginWrite();
            var end = address + length;
            if (!mm.Store.TryFindNext(address, out var first) || first.Start >= end)
            {
                return Errno.EINVAL;
            }

            var walk = mm.Areas.Range(address, end, Hole.Passes);
            while (walk.MoveNext(out var vma))
            {
                if (mm.RefusesRegistration(vma, flags, uffd) is var error and not Errno.None)
                {
                    return error;
                }
            }

            return write.Register(address, end, flags, uffd);
        }

        /// <summary>Has a userfaultfd watch a range no more (<c>UFFDIO_UNREGISTER</c>). Its write protection goes.</summary>
        public SyscallResult UffdUnregister(ulong address, ulong length, Userfaultfd uffd)
        {
            using var write = mm.BeginWrite();
            var end = address + length;
            if (!mm.IsUffdRange(address, length) || !mm.Store.TryFindNext(address, out var first) || first.Start >= end)
            {
                return Errno.EINVAL;
            }

            var walk = mm.Areas.Range(address, end, Hole.Passes);
            while (walk.MoveNext(out var vma))
            {
                var holder = mm.AttributesOf(vma).Uffd;
                if ((holder is not null && holder != uffd && mm.Has(KernelCapability.UffdUnregisterOwn))
                    || !mm.CanBeWatched(vma, vma.Flags & TFlags.UserfaultfdMask, uffd))
                {
                    return Errno.EINVAL;
                }
            }

            return write.Unregister(address, end);
        }

        /// <summary>Write-protects a range that is registered for it, or lifts that (<c>UFFDIO_WRITEPROTECT</c>).</summary>
        public SyscallResult UffdWriteProtect(ulong address, ulong length, bool on)
        {
            if (!mm.IsUffdRange(address, length))
            {
                return Errno.EINVAL;
            }

            using var read = mm.LockForRead();
            var end = address + length;
            var result = Errno.ENOENT;
            var walk = mm.Areas.Range(address, end, Hole.Passes);
            while (walk.MoveNext(out var vma))
            {
                if (!vma.Flags.TestAny(TFlags.UffdWriteProtect))
                {
                    return Errno.ENOENT;
                }

                mm.Pages.WriteProtect(mm.Areas.View(vma), walk.Start, walk.Stop, on);
                result = Errno.None;
            }

            return result;
        }

        private bool IsUffdRange(ulong address, ulong length) =>
            mm.IsAligned(address) && mm.IsAligned(length) && length != 0 && address < mm.TaskSize && length <= mm.TaskSize - address;

        private Errno RefusesRegistration(in VmaRecord<TFlags> vma, TFlags flags, Userfaultfd uffd)
        {
            if (!mm.CanBeWatched(vma, flags, uffd))
            {
                return Errno.EINVAL;
            }

            if (!vma.Flags.TestAny(TFlags.MayWrite))
            {
                return Errno.EPERM;
            }

            var holder = mm.AttributesOf(vma).Uffd;
            if (holder is not null && holder != uffd)
            {
                return Errno.EBUSY;
            }

            return vma.Flags.TestAny(TFlags.UffdWriteProtect)
                && !flags.TestAny(TFlags.UffdWriteProtect)
                && mm.Has(KernelCapability.UffdWpKeptOnRegister)
                ? Errno.EBUSY
                : Errno.None;
        }

        private bool CanBeWatched(in VmaRecord<TFlags> vma, TFlags flags, Userfaultfd uffd)
        {
            var file = mm.AttributesOf(vma).File;
            if (vma.Flags.TestAny(TFlags.ShadowStack)
                || (vma.Flags.TestAny(TFlags.Droppable) && mm.Has(KernelCapability.UffdRefusesDroppable))
                || (flags.TestAny(TFlags.UffdMinor) && file is null or { Kind: FileKind.Regular }))
            {
                return false;
            }

            return file is not { Kind: FileKind.Regular }
                || (mm.Has(KernelCapability.UffdWpFile)
                    && (uffd.Features & UffdFeatures.WpAsync) != 0
                    && flags.SameAs(TFlags.UffdWriteProtect));
        }
    }

    extension<TFlags, TSync>(MmWrite<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        private Errno Register(ulong start, ulong end, TFlags flags, Userfaultfd uffd)
        {
            var walk = mm.Mm.Areas.Range(start, end, Hole.Passes);
            while (walk.MoveNext(out var vma))
            {
                var attributes = mm.AttributesOf(vma);
                if (attributes.Uffd == uffd && vma.Flags.TestAll(flags))
                {
                    continue;
                }

                var watched = vma.Flags.Without(TFlags.UserfaultfdMask) | flags;
                var number = attributes.Uffd == uffd ? vma.Attributes : mm.Attributes.Number(attributes with { Uffd = uffd });
                if (!mm.TryModify(ref walk, ref vma, watched, number))
                {
                    return Errno.ENOMEM;
                }
            }

            return Errno.None;
        }

        private Errno Unregister(ulong start, ulong end)
        {
            var walk = mm.Mm.Areas.Range(start, end, Hole.Passes);
            while (walk.MoveNext(out var vma))
            {
                var attributes = mm.AttributesOf(vma);
                if (attributes.Uffd is null)
                {
                    continue;
                }

                mm.Areas.StartWrite(ref vma);
                if (vma.Flags.TestAny(TFlags.UffdWriteProtect))
                {
                    mm.Pages.WriteProtect(mm.View(vma), walk.Start, walk.Stop, on: false);
                }

                var number = mm.Attributes.Number(attributes with { Uffd = null });
                if (!mm.TryModify(ref walk, ref vma, vma.Flags.Without(TFlags.UserfaultfdMask), number))
                {
                    return Errno.ENOMEM;
                }
            }

            return Errno.None;
        }
    }
}
