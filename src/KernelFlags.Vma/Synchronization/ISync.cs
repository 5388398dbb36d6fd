namespace KernelFlags.Vma.Synchronization;

/// <summary>
/// How shared words are read and written: the one door through which all synchronisation goes, so that a test can decide which thread
/// takes the next step.
/// </summary>
internal interface ISync
{
    /// <summary>Reads a word; what the thread reads later is read after it.</summary>
    static abstract ulong Read(ref readonly ulong word);

    /// <summary>Writes a word; what the thread wrote before is seen by whoever sees it.</summary>
    static abstract void Write(ref ulong word, ulong value);

    /// <summary>Sets bits of a word in one step.</summary>
    /// <returns>What it was.</returns>
    static abstract ulong Or(ref ulong word, ulong bits);

    /// <summary>Replaces a word in one step, if it is what is expected.</summary>
    /// <param name="expected">The value that it must have.</param>
    /// <returns>What it was.</returns>
    static abstract ulong CompareExchange(ref ulong word, ulong value, ulong expected);

    /// <summary>Adds to a word in one step.</summary>
    /// <param name="value">What is added; it wraps around.</param>
    /// <returns>What it is then.</returns>
    static abstract ulong Add(ref ulong word, ulong value);

    /// <summary>Keeps reads before it before those after it.</summary>
    static abstract void ReadBarrier();

    /// <summary>Keeps writes before it before those after it.</summary>
    static abstract void WriteBarrier();

    /// <summary>Waits a moment for another thread.</summary>
    /// <param name="spins">How often it has waited already.</param>
    static abstract void Pause(ref int spins);
}
