namespace KernelFlags.Tests.Shared.Pages;

/// <summary>The page size of the machine that tests run on. It is 4 KiB, but where a test loads them again to run on another.</summary>
internal static class TestPage
{
    /// <summary>Two to this power are its bytes.</summary>
    public static int Shift { get; set; } = 12;

    /// <summary>Its bytes.</summary>
    public static ulong Size => 1UL << Shift;
}
