namespace KernelFlags.Linux;

/// <summary>Linux 6.1 on x86_64, with every option that changes a flag: the oldest kernel that is described.</summary>
public static partial class Linux61
{
    /// <summary>The flags of a virtual memory area (VMA).</summary>
    [KernelFlags("vma", Profile = "linux-6.1-x86_64")]
    public readonly partial struct VmaFlags;
}

/// <summary>Linux 6.12 on x86_64, with every option that changes a flag: a long-term kernel, before guard regions.</summary>
public static partial class Linux612
{
    /// <summary>The flags of a virtual memory area (VMA).</summary>
    [KernelFlags("vma", Profile = "linux-6.12-x86_64")]
    public readonly partial struct VmaFlags;
}

/// <summary>Linux 6.16 on x86_64, with every option that changes a flag.</summary>
public static partial class Linux616
{
    /// <summary>The flags of a virtual memory area (VMA).</summary>
    [KernelFlags("vma", Profile = "linux-6.16-x86_64")]
    public readonly partial struct VmaFlags;
}

/// <summary>Linux 6.17 on x86_64, with every option that changes a flag.</summary>
public static partial class Linux617
{
    /// <summary>The flags of a virtual memory area (VMA).</summary>
    [KernelFlags("vma", Profile = "linux-6.17-x86_64")]
    public readonly partial struct VmaFlags;
}

/// <summary>Linux 6.18 on x86_64, with every option that changes a flag: the last kernel before sticky flags.</summary>
public static partial class Linux618
{
    /// <summary>The flags of a virtual memory area (VMA).</summary>
    [KernelFlags("vma", Profile = "linux-6.18-x86_64")]
    public readonly partial struct VmaFlags;
}

/// <summary>Linux 6.18.44 on x86_64, a stable kernel that carries the guard series, without the options that most distributions set.</summary>
public static partial class Linux61844
{
    /// <summary>The flags of a virtual memory area (VMA).</summary>
    [KernelFlags("vma", Profile = "linux-6.18.44-x86_64")]
    public readonly partial struct VmaFlags;
}

/// <summary>Linux 6.19 on x86_64, with every option that changes a flag: the first kernel with sticky flags.</summary>
public static partial class Linux619
{
    /// <summary>The flags of a virtual memory area (VMA).</summary>
    [KernelFlags("vma", Profile = "linux-6.19-x86_64")]
    public readonly partial struct VmaFlags;
}

/// <summary>Linux 7.0 on x86_64, with every option that changes a flag.</summary>
public static partial class Linux70
{
    /// <summary>The flags of a virtual memory area (VMA).</summary>
    [KernelFlags("vma", Profile = "linux-7.0-x86_64")]
    public readonly partial struct VmaFlags;
}

/// <summary>Linux 7.1 on x86_64, with every option that changes a flag.</summary>
public static partial class Linux71
{
    /// <summary>The flags of a virtual memory area (VMA).</summary>
    [KernelFlags("vma", Profile = "linux-7.1-x86_64")]
    public readonly partial struct VmaFlags;
}

/// <summary>Linux 7.2 on x86_64, with every option that changes a flag.</summary>
public static partial class Linux72
{
    /// <summary>The flags of a virtual memory area (VMA).</summary>
    [KernelFlags("vma", Profile = "linux-7.2-x86_64")]
    public readonly partial struct VmaFlags;
}

/// <summary>Linux 7.2 on arm64, with every option that changes a flag: BTI, MTE, GCS and protection keys.</summary>
public static partial class Linux72Arm64
{
    /// <summary>The flags of a virtual memory area (VMA).</summary>
    [KernelFlags("vma", Profile = "linux-7.2-arm64")]
    public readonly partial struct VmaFlags;
}

/// <summary>Linux 7.3 on x86_64, with every option that changes a flag: the newest kernel that is described.</summary>
public static partial class Linux73
{
    /// <summary>The flags of a virtual memory area (VMA).</summary>
    [KernelFlags("vma", Profile = "linux-7.3-x86_64")]
    public readonly partial struct VmaFlags;
}

/// <summary>Linux 7.3 on arm64, with every option that changes a flag: BTI, MTE, GCS and protection keys.</summary>
public static partial class Linux73Arm64
{
    /// <summary>The flags of a virtual memory area (VMA).</summary>
    [KernelFlags("vma", Profile = "linux-7.3-arm64")]
    public readonly partial struct VmaFlags;
}
