namespace KernelFlags.Live.Import;

/// <summary>What headers don't say.</summary>
internal static class ImportedText
{
    /// <summary>Stands for a summary that a human has to write; lint names it.</summary>
    public const string Unwritten = "TODO: one sentence that says what it means.";
}
