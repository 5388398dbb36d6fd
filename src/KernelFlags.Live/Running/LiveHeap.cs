using System.Globalization;
using KernelFlags.Live.Running.Agents;

namespace KernelFlags.Live.Running;

/// <summary>Moves the heap of a process, empty, to where brk(2) is to work (PR_SET_MM_MAP, PR_SET_MM(2const)).</summary>
internal static class LiveHeap
{
    private const ulong SetMm = 35;
    private const ulong SetMmMap = 14;
    private const ulong SizeOfMap = 104;

    /// <summary>What is told of a process beside its heap, in the order of struct prctl_mm_map: fields of proc_pid_stat(5); 0 for the heap.</summary>
    private static readonly int[] Fields = [26, 27, 45, 46, 0, 0, 28, 48, 49, 50, 51];

    /// <summary>Moves it.</summary>
    /// <exception cref="RunningKernelException">The kernel refuses.</exception>
    public static void Move(Agent agent, AgentOrders orders, ulong start)
    {
        // The name of the program, which may hold blanks, is the second field; the third follows it.
        var stat = File.ReadAllText($"/proc/{agent.Pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var map = orders.Room;
        for (var i = 0; i < Fields.Length; i++)
        {
            map[i] = Fields[i] == 0 ? start : ulong.Parse(fields[Fields[i] - 3], CultureInfo.InvariantCulture);
        }

        map[Fields.Length] = 0;
        map[Fields.Length + 1] = 0xffff_ffff_0000_0000; // no auxiliary vector, no other executable
        var result = agent.Call(SystemCall.Prctl, SetMm, SetMmMap, AgentOrders.RoomAddress, SizeOfMap);
        if (result < 0)
        {
            throw RunningKernelException.Of("moving the heap", (int)-result, "it needs CAP_SYS_RESOURCE");
        }
    }
}
