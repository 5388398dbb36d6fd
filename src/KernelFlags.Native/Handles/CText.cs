using System.Runtime.InteropServices;
using System.Text;

namespace KernelFlags.Native.Handles;

/// <summary>Strings of C: UTF-8 with a 0 at the end.</summary>
internal static unsafe class CText
{
    /// <summary>Reads one.</summary>
    /// <returns>Null for a null pointer.</returns>
    public static string? Read(byte* text) => Marshal.PtrToStringUTF8((nint)text);

    /// <summary>Writes one as far as it fits, as snprintf(3) does: whole characters, and a 0 behind them.</summary>
    /// <param name="buffer">Where to; null where only the length is asked for.</param>
    /// <param name="size">The room, in bytes.</param>
    /// <returns>The length of the whole text in bytes.</returns>
    public static long Write(string text, byte* buffer, nuint size)
    {
        if (buffer is not null && size > 0)
        {
            var room = new Span<byte>(buffer, (int)Math.Min(size - 1, int.MaxValue));
            Encoding.UTF8.GetEncoder().Convert(text, room, flush: true, out _, out var written, out _);
            buffer[written] = 0;
        }

        return Encoding.UTF8.GetByteCount(text);
    }
}
