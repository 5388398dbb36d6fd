using System.Globalization;
using CsCheck;
using KernelFlags.Linux;

namespace KernelFlags.Vma.Tests.Properties;

/// <summary>
/// Something that holds after each of any random calls, on tables and kernels that differ much. <c>KFLAGS_RUNS=100</c> makes a hundred
/// times as many runs.
/// </summary>
public abstract class Property
{
    private const int LongestRun = 60;

    /// <summary>How many times as many runs are made.</summary>
    internal static int Factor { get; set; } =
        int.TryParse(Environment.GetEnvironmentVariable("KFLAGS_RUNS"), CultureInfo.InvariantCulture, out var factor) ? factor : 1;

    private bool _hasFailed;

    public static TheoryData<string> Tables => ["Linux 7.2", "Linux 6.1", "one word", "two words"];

    /// <summary>How many random sequences of calls are made when nothing else is asked for.</summary>
    protected virtual int Runs => 250;

    /// <summary>The calls that are made, each as often as it is named.</summary>
    internal virtual IReadOnlyList<CallKind> Calls { get; } =
    [
        CallKind.Mmap, CallKind.Mmap, CallKind.Mmap, CallKind.Munmap, CallKind.Mprotect, CallKind.Mprotect, CallKind.Madvise, CallKind.Madvise,
        CallKind.Mlock, CallKind.Mlock2, CallKind.Munlock, CallKind.Name, CallKind.Policy, CallKind.UffdRegister, CallKind.UffdUnregister,
        CallKind.Resize, CallKind.Move, CallKind.DontUnmap, CallKind.Touch, CallKind.Touch, CallKind.GuardInstall, CallKind.GuardRemove,
    ];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Holds_AfterRandomCalls(string table) => On(table, new Sampling(this));

    /// <summary>Does something with a table and the kernel that it is tried on.</summary>
    internal static void On(string table, ITableAction action)
    {
        switch (table)
        {
            case "Linux 7.2":
                action.Run<Linux72.VmaFlags>(Linux72.VmaFlags.Capabilities);
                break;
            case "Linux 6.1":
                action.Run<Linux61.VmaFlags>(Linux61.VmaFlags.Capabilities);
                break;
            case "one word":
                action.Run<WordFlags>(Linux72.VmaFlags.Capabilities);
                break;
            default:
                action.Run<WideFlags>(Linux72.VmaFlags.Capabilities);
                break;
        }
    }

    /// <summary>How many runs are made in the place of a number.</summary>
    internal static int Times(int runs) => runs * Factor;

    /// <summary>Prepares for a run.</summary>
    /// <returns>What is called with each step of it.</returns>
    internal abstract Action<Step<TFlags>> Begin<TFlags>(World<TFlags> world)
        where TFlags : unmanaged, IVmaFlags<TFlags>;

    /// <summary>Makes a call.</summary>
    internal virtual SyscallResult Do<TFlags>(World<TFlags> world, in RandomCall call)
        where TFlags : unmanaged, IVmaFlags<TFlags> => world.Do(call);

    private void Sample<TFlags>(KernelCapabilities capabilities)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var generator = RandomCall.Of(Calls).Array[1, LongestRun];
        generator.Sample(calls => Run<TFlags>(capabilities, calls), iter: Times(Runs), threads: 1, print: _ => "");
    }

    private void Run<TFlags>(KernelCapabilities capabilities, RandomCall[] calls)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        // CsCheck looks on for shorter calls; those of the first failure are made fewer here.
        if (_hasFailed || Failure<TFlags>(capabilities, calls) is not { } failure)
        {
            return;
        }

        _hasFailed = true;

        for (var i = 0; i < calls.Length;)
        {
            RandomCall[] fewer = [.. calls[..i], .. calls[(i + 1)..]];
            (calls, failure, i) = Failure<TFlags>(capabilities, fewer) is { } same ? (fewer, same, 0) : (calls, failure, i + 1);
        }

        throw new InvalidOperationException(string.Concat(calls.Select(call => $"\n  {call}")) + "\n" + failure.Message, failure);
    }

    private Exception? Failure<TFlags>(KernelCapabilities capabilities, RandomCall[] calls)
        where TFlags : unmanaged, IVmaFlags<TFlags> => Record.Exception(() =>
        {
            var world = new World<TFlags>(capabilities);
            var check = Begin(world);
            foreach (var call in calls)
            {
                var before = world.Snapshot();
                var result = Do(world, call);
                check(new(call, before, result, world.Snapshot()));
            }
        });

    private sealed class Sampling(Property property) : ITableAction
    {
        public void Run<TFlags>(KernelCapabilities capabilities)
            where TFlags : unmanaged, IVmaFlags<TFlags> => property.Sample<TFlags>(capabilities);
    }
}

/// <summary>What is done with a table.</summary>
internal interface ITableAction
{
    void Run<TFlags>(KernelCapabilities capabilities)
        where TFlags : unmanaged, IVmaFlags<TFlags>;
}

/// <summary>A call and the VMAs before and after it.</summary>
internal readonly record struct Step<TFlags>(RandomCall Call, List<Vma<TFlags>> Before, SyscallResult Result, List<Vma<TFlags>> After)
    where TFlags : unmanaged, IVmaFlags<TFlags>;
