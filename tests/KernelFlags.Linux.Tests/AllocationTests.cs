namespace KernelFlags.Linux.Tests;

/// <summary>Nothing of a flag type allocates, but for making a string.</summary>
public sealed class AllocationTests
{
    public static TheoryData<string> Profiles => EachKernel.Profiles;

    [Theory]
    [MemberData(nameof(Profiles))]
    public void FormattingAndParsing_DoNotAllocate(string profile) => EachKernel.Run(profile, new Bytes());

    private sealed class Bytes : ILinuxKernelVisitor<bool>
    {
        private static readonly string[] Formats = ["T", "N", "M", "R", "X"];

        public bool Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            Assert.Equal(0, Measure<TFlags>());
            return true;
        }

        private static long Measure<TFlags>()
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            Span<char> chars = stackalloc char[1024];
            Span<byte> bytes = stackalloc byte[1024];
            var before = 0L;
            for (var i = 0; i < 200; i++)
            {
                // The first rounds fill tables and compile.
                before = i == 100 ? GC.GetAllocatedBytesForCurrentThread() : before;
                var flags = TFlags.FromWord(0, 0x9e37_79b9_7f4a_7c15 * (ulong)i);
                foreach (var format in Formats)
                {
                    _ = flags.TryFormat(chars, out var length, format, null) && flags.TryFormat(bytes, out _, format, null);
                    TFlags.TryParse(chars[..length], null, out _);
                    _ = flags.TryFormat(bytes, out var utf8Length, format, null) && TFlags.TryParse(bytes[..utf8Length], null, out _);
                    foreach (var name in Unknown<TFlags>(chars[..length]))
                    {
                        _ = name.Length;
                    }
                }
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        private static UnknownNames<TFlags> Unknown<TFlags>(ReadOnlySpan<char> text)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            FlagParser.ParseMnemonics<TFlags>(text, out var unknown);
            return unknown;
        }
    }
}
