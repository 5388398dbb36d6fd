using System.Runtime.CompilerServices;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls;

/// <summary>Protection keys, pkeys(7): the one that memory has which may be executed only.</summary>
internal static class ProtectionKeys
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Flags with the key that an access asks for: execute-only memory gets one, and what was so before loses it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TFlags WithKey(TFlags flags, TFlags old, Protection protection) =>
            mm.ExecuteOnlyKey.IsEmpty ? flags : mm.ReplaceKey(flags, old, protection);

        /// <summary>Whether memory can be executed only because of its key, which no other access passes.</summary>
        public bool IsExecuteOnly(TFlags flags) =>
            !mm.ExecuteOnlyKey.IsEmpty && (flags & (TFlags.Access | TFlags.ProtectionKeyMask)).SameAs(TFlags.Exec | mm.ExecuteOnlyKey);

        private TFlags ReplaceKey(TFlags flags, TFlags old, Protection protection) =>
            protection == Protection.Exec ? flags.Without(TFlags.ProtectionKeyMask) | mm.ExecuteOnlyKey
            : mm.IsExecuteOnly(old) ? flags.Without(TFlags.ProtectionKeyMask)
            : flags;
    }
}
