namespace KernelFlags;

/// <summary>
/// Has the generator complete a <c>readonly partial struct</c> with the flags of a table, as one kernel has them:
/// <c>[KernelFlags("vma", Profile = "linux-7.2-x86_64")] public readonly partial struct VmaFlags;</c>.
/// </summary>
/// <param name="table">The table: the name of its folder among the definitions.</param>
/// <remarks>The package KernelFlags.Generator has the generator, and silences the warning that it is missing.</remarks>
[AttributeUsage(AttributeTargets.Struct)]
[Obsolete("The package KernelFlags.Generator completes this type, and this project does not reference it", DiagnosticId = "KF8008")]
public sealed class KernelFlagsAttribute(string table) : Attribute
{
    /// <summary>The table: the name of its folder among the definitions.</summary>
    public string Table { get; } = table;

    /// <summary>The kernel: the name of a profile in <c>profiles.yaml</c>.</summary>
    public string? Profile { get; set; }
}
