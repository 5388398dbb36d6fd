using System.Runtime.InteropServices;
using System.Text;

namespace KernelFlags.Live.Running.Agents;

/// <summary>
/// The page that this process shares with all agents, by which they are told what to do: one of them runs at a time. The words are those
/// that <see cref="AgentProgram"/> reads; behind them is room for what a system call wants a pointer to.
/// </summary>
internal sealed unsafe class AgentOrders : IDisposable
{
    private const int PageSize = 4096;
    private const int ResultWord = 8;
    private const int RoomOffset = 256;
    private const int ReadWrite = (int)(Protection.Read | Protection.Write);
    private const int MapShared = (int)MapFlags.Shared;

    private readonly ulong* _words;

    /// <summary>A new page.</summary>
    public AgentOrders()
    {
        Fd = LibC.MemfdCreate("orders", 1);
        if (Fd < 0)
        {
            throw RunningKernelException.Of("memfd_create", Marshal.GetLastPInvokeError());
        }

        Handle = new((nint)Fd, ownsHandle: true);
        RandomAccess.SetLength(Handle, PageSize);
        var address = LibC.Mmap(0, PageSize, ReadWrite, MapShared, Fd, 0);
        if (address == -1)
        {
            throw RunningKernelException.Of("mmap", Marshal.GetLastPInvokeError());
        }

        _words = (ulong*)address;
    }

    /// <summary>The memory file, to be handed to a process.</summary>
    public int Fd { get; }

    /// <summary>What the system call returned.</summary>
    public ulong Result => Volatile.Read(ref _words[ResultWord]);

    /// <summary>Where a system call of the agent finds what <see cref="Room"/> holds.</summary>
    public static ulong RoomAddress => AgentProgram.OrdersAddress + RoomOffset;

    /// <summary>Room for what a system call wants a pointer to.</summary>
    public Span<ulong> Room => new(_words + (RoomOffset / sizeof(ulong)), (PageSize - RoomOffset) / sizeof(ulong));

    private Microsoft.Win32.SafeHandles.SafeFileHandle Handle { get; }

    /// <summary>Writes an order.</summary>
    public void Set(ulong program, ulong number, ulong a, ulong b, ulong c, ulong d, ulong e, ulong f)
    {
        _words[0] = program;
        _words[1] = number;
        _words[2] = a;
        _words[3] = b;
        _words[4] = c;
        _words[5] = d;
        _words[6] = e;
        _words[7] = f;
    }

    /// <summary>Puts a text into <see cref="Room"/>, cut where it is full.</summary>
    /// <returns>Its address for the agent; 0 for null.</returns>
    public ulong SetText(string? text)
    {
        if (text is null)
        {
            return 0;
        }

        var room = MemoryMarshal.AsBytes(Room)[..^1];
        var utf8 = Encoding.UTF8.GetBytes(text).AsSpan();
        utf8 = utf8[..Math.Min(utf8.Length, room.Length)];
        utf8.CopyTo(room);
        MemoryMarshal.AsBytes(Room)[utf8.Length] = 0;
        return RoomAddress;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = LibC.Munmap((nint)_words, PageSize);
        Handle.Dispose();
    }
}
