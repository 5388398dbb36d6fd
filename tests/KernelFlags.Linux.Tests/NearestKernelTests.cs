namespace KernelFlags.Linux.Tests;

public sealed class NearestKernelTests
{
    [Theory]
    [InlineData("6.18.44-fc", "x86_64", "linux-6.18.44-x86_64")]
    [InlineData("6.12.117+deb13-cloud-amd64", "x86_64", "linux-6.12.117-x86_64")]
    [InlineData("7.2", "arm64", "linux-7.2.13-arm64")]
    [InlineData("2.6.32", "x86_64", "linux-6.1-x86_64")]
    public void Release_IsItsKernel(string release, string architecture, string profile) =>
        Assert.Equal(profile, LinuxKernel.Nearest(release, architecture).Profile);

    [Fact]
    public void Release_AfterTheNewest_IsTheNewest() => Assert.StartsWith("linux-7.3", LinuxKernel.Nearest("99.1").Profile, StringComparison.Ordinal);

    [Fact]
    public void Arm_HasItsCompiledType()
    {
        Assert.Equal(typeof(Linux73Arm64.VmaFlags), LinuxKernel.Nearest("7.3", "arm64").Accept(new TypeOf()));
        Assert.Equal("bt", Linux73Arm64.VmaFlags.Mnemonics[System.Numerics.BitOperations.TrailingZeroCount(Linux73Arm64.VmaFlags.Parse("bt").ToLegacyWord())]);
    }

    [Fact]
    public void Release_WithItsOwnType_HasThatType() => Assert.Equal(typeof(Linux61844.VmaFlags), LinuxKernel.Nearest("6.18.44-fc").Accept(new TypeOf()));

    [Fact]
    public void Release_ThatIsNone_IsNamed()
    {
        Assert.Contains("'stable'", Assert.Throws<FormatException>(() => LinuxKernel.Nearest("stable")).Message, StringComparison.Ordinal);
        Assert.Contains("'vax'", Assert.Throws<ArgumentException>(() => LinuxKernel.Nearest("7.2", "vax")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Running_IsAKernelOfThisArchitecture()
    {
        Assert.SkipUnless(File.Exists("/proc/sys/kernel/osrelease"), "not Linux; run it there");
        Assert.EndsWith(LinuxKernel.RunningArchitecture, LinuxKernel.Running().Profile, StringComparison.Ordinal);
    }

    private sealed class TypeOf : ILinuxKernelVisitor<Type>
    {
        public Type Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags> => typeof(TFlags);
    }
}
