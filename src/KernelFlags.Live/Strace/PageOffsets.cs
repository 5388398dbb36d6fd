using System.Globalization;

namespace KernelFlags.Live.Strace;

/// <summary>
/// The offsets of mmap2(2), which the kernel takes in pages of 4096 bytes. New versions of strace write them in bytes, old ones
/// as the kernel takes them: one that is no multiple of a page tells which it was.
/// </summary>
internal static class PageOffsets
{
    private const int Offset = 5;

    /// <summary>Has every offset in bytes.</summary>
    /// <param name="pageSize">The size of a page in bytes.</param>
    public static void ToBytes(List<StraceCall> calls, ulong pageSize)
    {
        const ulong Unit = 4096;
        if (!calls.Exists(c => IsInPages(c) && OffsetOf(c) % pageSize != 0))
        {
            return;
        }

        for (var i = 0; i < calls.Count; i++)
        {
            if (IsInPages(calls[i]) && OffsetOf(calls[i]) is > 0 and var offset)
            {
                List<string> arguments = [.. calls[i].Arguments];
                arguments[Offset] = string.Create(CultureInfo.InvariantCulture, $"0x{offset * Unit:x}");
                calls[i] = calls[i] with { Arguments = arguments };
            }
        }
    }

    private static bool IsInPages(StraceCall call) => call.Name is "mmap2" or "mmap_pgoff" && call.Arguments.Count > Offset;

    private static ulong OffsetOf(StraceCall call) => StraceArguments.Number(call.Arguments[Offset]) ?? 0;
}
