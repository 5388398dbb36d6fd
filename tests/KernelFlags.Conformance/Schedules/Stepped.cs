using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Conformance.Schedules;

/// <summary>Synchronisation of which each access is a step: before it, the <see cref="Scheduler"/> says which thread goes on.</summary>
/// <remarks>Steps are seen by all threads in one order. What a processor may put into another order is not looked for.</remarks>
internal readonly struct Stepped : ISync
{
    public static ulong Read(ref readonly ulong word)
    {
        Scheduler.Step();
        return word;
    }

    public static void Write(ref ulong word, ulong value)
    {
        Scheduler.Step(writes: true);
        word = value;
    }

    public static ulong Or(ref ulong word, ulong bits)
    {
        Scheduler.Step(writes: true);
        var old = word;
        word |= bits;
        return old;
    }

    public static ulong CompareExchange(ref ulong word, ulong value, ulong expected)
    {
        Scheduler.Step(writes: true);
        var old = word;
        word = old == expected ? value : old;
        return old;
    }

    public static ulong Add(ref ulong word, ulong value)
    {
        Scheduler.Step(writes: true);
        return word += value;
    }

    public static void ReadBarrier()
    {
    }

    public static void WriteBarrier()
    {
    }

    public static void Pause(ref int spins) => Scheduler.Wait();
}
