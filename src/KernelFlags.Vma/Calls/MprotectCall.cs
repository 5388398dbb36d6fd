using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Calls.Faults;
using KernelFlags.Vma.Pages;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls;

/// <summary>mprotect(2).</summary>
internal static class MprotectCall
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Changes the access to a range (mprotect(2)).</summary>
        public SyscallResult Mprotect(ulong address, ulong length, Protection protection)
        {
            const Protection Grows = Protection.GrowsDown | Protection.GrowsUp;
            var grows = protection & Grows;
            protection &= ~Grows;
            if (grows == Grows || !mm.IsAligned(address))
            {
                return Errno.EINVAL;
            }

            if (length == 0)
            {
                return SyscallResult.Success();
            }

            var end = address + mm.AlignUp(length);
            if (end <= address)
            {
                return Errno.ENOMEM;
            }

            if ((protection & ~FlagMeaning<TFlags>.KnownProtection) != 0)
            {
                return Errno.EINVAL;
            }

            // The error alone crosses the end of the lock: a result is more than a register holds.
            Errno error;
            using (var write = mm.BeginWrite())
            {
                error = write.ProtectRange(address, end, protection, grows);
            }

            return error;
        }
    }

    extension<TFlags, TSync>(MmWrite<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        private Errno ProtectRange(ulong address, ulong end, Protection protection, Protection grows)
        {
            if (grows != 0 && mm.FindGrowing(ref address, ref end, grows) is var error and not Errno.None)
            {
                return error;
            }

            var access = FlagMeaning<TFlags>.Of(protection);
            var walk = mm.Mm.Areas.Range(address, end, Hole.Ends);
            while (walk.MoveNext(out var vma))
            {
                var flags = mm.Mm.WithKey(vma.Flags.Without(TFlags.Access) | access, vma.Flags, protection);
                if (!FlagMeaning<TFlags>.MayAccess(flags))
                {
                    return Errno.EACCES;
                }

                if (vma.Flags.TestAny(TFlags.Sealed))
                {
                    return Errno.EPERM;
                }

                if (!flags.SameAs(vma.Flags))
                {
                    var at = mm.Protect(walk.At, ref vma, walk.Start, walk.Stop, flags);
                    if (at.IsNone)
                    {
                        return Errno.ENOMEM;
                    }

                    walk.MoveTo(at, vma);
                }
            }

            return walk.MetHole ? Errno.ENOMEM : Errno.None;
        }

        /// <summary>Has a range begin or end where the mapping does that grows there.</summary>
        private Errno FindGrowing(ref ulong address, ref ulong end, Protection grows)
        {
            var isDown = (grows & Protection.GrowsDown) != 0;
            if (!mm.Store.TryFindNext(address, out var vma) || vma.Start >= (isDown ? end : address + 1))
            {
                return Errno.ENOMEM;
            }

            if (!vma.Flags.TestAny(isDown ? TFlags.GrowsDown : TFlags.GrowsUp))
            {
                return Errno.EINVAL;
            }

            (address, end) = isDown ? (vma.Start, end) : (address, vma.End);
            return Errno.None;
        }

        /// <summary>Changes the access to a range of a VMA.</summary>
        /// <returns>The place of the VMA that holds the range; none for ENOMEM.</returns>
        private VmaPosition Protect(VmaPosition at, ref VmaRecord<TFlags> vma, ulong start, ulong end, TFlags flags)
        {
            var old = vma.Flags;
            var charged = 0UL;
            if (flags.TestAny(TFlags.Write))
            {
                // Private memory that becomes writable counts from now on, once.
                if (!old.TestAny(TFlags.Account | TFlags.Write | TFlags.HugeTlb | TFlags.Shared | TFlags.NoReserve))
                {
                    charged = end - start;
                    if (!mm.Machine.TryCommit(mm.Page(charged)))
                    {
                        return default;
                    }

                    flags |= TFlags.Account;
                }
            }
            else if (old.TestAny(TFlags.Account)
                && vma.AnonVma == 0
                && mm.Mm.IsAnonymous(vma)
                && mm.Has(KernelCapability.MprotectDropsAccount))
            {
                flags = flags.Without(TFlags.Account);
            }

            at = mm.Areas.Modify(at, ref vma, start, end, flags, vma.Attributes);
            if (at.IsNone)
            {
                mm.Machine.Uncommit(mm.Page(charged));
                return at;
            }

            if (old.TestAny(TFlags.Account) && !flags.TestAny(TFlags.Account))
            {
                mm.Machine.Uncommit(mm.Page(end - start));
            }

            if (!mm.Pages.Table.IsEmpty)
            {
                mm.Pages.ProtectPages(mm.View(vma), start, end);
            }

            // Locked private memory that becomes writable is copied now, so that no write has to wait for it later.
            if (flags.TestAny(TFlags.Write) && (old & (TFlags.Write | TFlags.Shared | TFlags.Locked)) == TFlags.Locked)
            {
                mm.Locked(ref vma).Populate(start, end);
            }

            return at;
        }
    }
}
