using KernelFlags.Live.Running.Agents;
using KernelFlags.Live.Traces;
using KernelFlags.Vma;

namespace KernelFlags.Live.Running;

/// <summary>The userfaultfds of a process (userfaultfd(2), ioctl_userfaultfd(2)), each with other features. All raise SIGBUS.</summary>
internal sealed class LiveUserfaultfds
{
    private const ulong CloseOnExec = 0x80000;
    private const ulong Api = 0xaa;
    private const ulong ApiRequest = 0xc018aa3f;
    private const ulong RegisterRequest = 0xc020aa00;
    private const ulong UnregisterRequest = 0x8010aa01;
    private const ulong WriteProtectRequest = 0xc018aa06;
    private const long NoSuchCall = -38;

    private const ulong PagefaultFlagWp = (ulong)UffdFeatures.PagefaultFlagWp;
    private const ulong Sigbus = (ulong)UffdFeatures.Sigbus;
    private const ulong MinorShmem = (ulong)UffdFeatures.MinorShmem;
    private const ulong WpShmem = (ulong)UffdFeatures.WpHugetlbfsShmem;
    private const ulong WpUnpopulated = (ulong)UffdFeatures.WpUnpopulated;
    private const ulong WpAsync = (ulong)UffdFeatures.WpAsync;

    private static readonly ulong[] Wanted =
    [
        PagefaultFlagWp | Sigbus | MinorShmem | WpShmem,
        PagefaultFlagWp | Sigbus | MinorShmem | WpShmem | WpUnpopulated,
        PagefaultFlagWp | Sigbus | MinorShmem | WpShmem | WpUnpopulated | WpAsync,
    ];

    /// <summary>What is given up, one after the other, where a kernel does not have it.</summary>
    private static readonly ulong[] Droppable =
    [
        0,
        WpAsync,
        WpAsync | WpUnpopulated,
        WpAsync | WpUnpopulated | WpShmem,
        WpAsync | WpUnpopulated | WpShmem | MinorShmem,
        ~Sigbus,
    ];

    private readonly Agent _agent;
    private readonly AgentOrders _orders;
    /// <summary>The descriptors; in the place of one that could not be opened, why, as a negative error number.</summary>
    private readonly long[] _fds = new long[Wanted.Length];
    private readonly ulong[] _features = new ulong[Wanted.Length];

    /// <summary>Opens them.</summary>
    /// <param name="orders">What it is told by.</param>
    /// <param name="inherited">Those that a fork left open in it, which speak of its parent.</param>
    public LiveUserfaultfds(Agent agent, AgentOrders orders, LiveUserfaultfds? inherited = null)
    {
        (_agent, _orders) = (agent, orders);
        for (var i = 0; i < Wanted.Length; i++)
        {
            if (inherited is not null && inherited._fds[i] >= 0)
            {
                agent.Call(SystemCall.Close, (ulong)inherited._fds[i]);
            }

            _fds[i] = Open(Wanted[i], out _features[i]);
        }
    }

    /// <summary>The names of the features of each.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Features => [.. _features.Select(SystemCallWords.UffdFeature.NamesOf)];

    /// <summary>UFFDIO_REGISTER.</summary>
    public long Register(int context, ulong address, ulong length, ulong mode) => Control(context, RegisterRequest, address, length, mode, 0);

    /// <summary>UFFDIO_UNREGISTER.</summary>
    public long Unregister(int context, ulong address, ulong length) => Control(context, UnregisterRequest, address, length, 0, 0);

    /// <summary>UFFDIO_WRITEPROTECT.</summary>
    public long WriteProtect(int context, ulong address, ulong length, bool on) =>
        Control(context, WriteProtectRequest, address, length, on ? 1ul : 0, 0);

    private long Open(ulong wanted, out ulong features)
    {
        foreach (var dropped in Droppable)
        {
            features = wanted & ~dropped;
            var fd = _agent.Call(SystemCall.Userfaultfd, CloseOnExec);
            if (fd < 0)
            {
                features = 0;
                return fd;
            }

            if (Control(fd, ApiRequest, [Api, features, 0]) == 0)
            {
                return fd;
            }

            _agent.Call(SystemCall.Close, (ulong)fd);
        }

        features = 0;
        return NoSuchCall;
    }

    private long Control(int context, ulong request, params ReadOnlySpan<ulong> argument) =>
        context < 0 || context >= _fds.Length ? NoSuchCall
        : _fds[context] < 0 ? _fds[context]
        : Control(_fds[context], request, argument);

    private long Control(long fd, ulong request, ReadOnlySpan<ulong> argument)
    {
        argument.CopyTo(_orders.Room);
        return _agent.Call(SystemCall.Ioctl, (ulong)fd, request, AgentOrders.RoomAddress);
    }
}
