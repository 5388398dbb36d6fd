namespace KernelFlags.Live.Borders;

/// <summary>What keeps two VMAs apart although smaps shows no difference, as the kernel itself has it.</summary>
/// <param name="Name">The name of the <see cref="HiddenCause"/>.</param>
/// <param name="What">What was seen, as a sentence goes on.</param>
public sealed record ProvenCause(string Name, string What)
{
    private const string KeyBit = "VM_PKEY_BIT";

    /// <summary>The flags that hold a protection key have no mnemonic; smaps has a field of it.</summary>
    internal static readonly ProvenCause OtherKey = new("flags", "pkey_mprotect(2) gave them different protection keys, as ProtectionKey in smaps shows");

    /// <summary>Whether only their protection keys differ.</summary>
    public bool IsOfProtectionKeys => this == OtherKey
        || (Name == OtherKey.Name && Array.TrueForAll(What.Split(' '), word => !word.StartsWith("VM_", StringComparison.Ordinal) || word.StartsWith(KeyBit, StringComparison.Ordinal))
            && What.StartsWith(KeyBit, StringComparison.Ordinal) && !What.Contains(" bit ", StringComparison.Ordinal));
}
