using System.Runtime.CompilerServices;

namespace KernelFlags.Vma;

/// <content>Protection keys, pkeys(7): the one that memory has which may be executed only.</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>The key of memory that may be executed only: the first that is free, as nothing here takes another. Empty without keys.</summary>
    private readonly TFlags _executeOnlyKey;

    /// <summary>Flags with the key that an access asks for: execute-only memory gets one, and what was so before loses it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TFlags WithKey(TFlags flags, TFlags old, Protection protection) =>
        _executeOnlyKey.IsEmpty ? flags : ReplaceKey(flags, old, protection);

    private TFlags ReplaceKey(TFlags flags, TFlags old, Protection protection) =>
        protection == Protection.Exec ? flags.Without(TFlags.ProtectionKeyMask) | _executeOnlyKey
        : IsExecuteOnly(old) ? flags.Without(TFlags.ProtectionKeyMask)
        : flags;

    /// <summary>Whether memory can be executed only because of its key, which no other access passes.</summary>
    private bool IsExecuteOnly(TFlags flags) =>
        !_executeOnlyKey.IsEmpty && (flags & (TFlags.Access | TFlags.ProtectionKeyMask)).SameAs(TFlags.Exec | _executeOnlyKey);
}
