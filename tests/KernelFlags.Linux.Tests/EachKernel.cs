namespace KernelFlags.Linux.Tests;

/// <summary>Runs a test with the flag type of a kernel.</summary>
internal static class EachKernel
{
    public static TheoryData<string> Profiles { get; } = [.. LinuxKernel.All.Select(kernel => kernel.Profile)];

    public static void Run(string profile, ILinuxKernelVisitor<bool> test) => Assert.True(LinuxKernel.Find(profile)!.Accept(test));
}
