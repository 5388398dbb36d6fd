using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace KernelFlags.Linux.Runtime;

/// <summary>What a slot holds. It is set before the type of the slot is used, and never again.</summary>
/// <typeparam name="TSlot">The slot.</typeparam>
internal static class RuntimeSlot<TSlot>
    where TSlot : unmanaged
{
    private static FlagWords? _words;

    /// <summary>The words of the slot's table.</summary>
    public static FlagWords Words => _words ?? throw new InvalidOperationException("No table was resolved for this type.");

    /// <summary>Fills it.</summary>
    public static void Fill(FlagWords words) => _words = words;
}

/// <summary>Gives each table that is resolved at run time a flag type of its own; equal tables share one. A type lives as long as the process.</summary>
internal static class RuntimeSlots
{
    private const string NeedsCompiler = "A slot of its own needs code of its own.";

    /// <summary>The slots that there is code for when a process is compiled ahead of time. The runtime's compiler makes more of them.</summary>
    private static readonly Func<FlagWords, RuntimeType>[] Fixed = [Fill<Slot0>, Fill<Slot1>, Fill<Slot2>, Fill<Slot3>];

    private static readonly Type[] Digits = [typeof(Slot0), typeof(Slot1), typeof(Slot2), typeof(Slot3)];
    private static readonly Dictionary<FlagWords, RuntimeType> Filled = [];

    /// <summary>The flag type of a table.</summary>
    /// <param name="words">What the table says.</param>
    /// <exception cref="NotSupportedException">The process was compiled ahead of time, and all its slots are filled.</exception>
    public static RuntimeType For(FlagWords words)
    {
        lock (Filled)
        {
            if (!Filled.TryGetValue(words, out var type))
            {
                type = Filled.Count < Fixed.Length ? Fixed[Filled.Count](words) : FillOneMore(words);
                Filled.Add(words, type);
            }

            return type;
        }
    }

    private static RuntimeType<TSlot> Fill<TSlot>(FlagWords words)
        where TSlot : unmanaged
    {
        RuntimeSlot<TSlot>.Fill(words);
        return new RuntimeType<TSlot>();
    }

    /// <summary>
    /// Whether code can be made while the program runs. <see cref="RuntimeFeature.IsDynamicCodeSupported"/> may be set to false where it can, to
    /// spare what libraries do with it; a program that was compiled ahead of time has no compiler that has compiled anything.
    /// </summary>
    private static bool HasCompiler => RuntimeFeature.IsDynamicCodeSupported || JitInfo.GetCompiledMethodCount() > 0;

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Called only where there is a compiler.")]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Where code can be made at run time, this library is not trimmed: nothing of a slot is found by its name but Fill.")]
    private static RuntimeType FillOneMore(FlagWords words) => HasCompiler
        ? Make(SlotOf(Filled.Count), words)
        : throw new NotSupportedException($"this program was compiled ahead of time, and has no more than {Fixed.Length} tables that are resolved at run time");

    /// <summary>The slot of a number: its digits to the base of four, as types. So a thousand slots have names of five digits.</summary>
    [RequiresDynamicCode(NeedsCompiler)]
    [RequiresUnreferencedCode(NeedsCompiler)]
    private static Type SlotOf(int number) => number < Digits.Length
        ? Digits[number]
        : typeof(Slot<,>).MakeGenericType(Digits[number % Digits.Length], SlotOf(number / Digits.Length));

    [RequiresDynamicCode(NeedsCompiler)]
    [RequiresUnreferencedCode(NeedsCompiler)]
    private static RuntimeType Make(Type slot, FlagWords words)
    {
        typeof(RuntimeSlot<>).MakeGenericType(slot).GetMethod(nameof(Fill))!.Invoke(null, [words]);
        return (RuntimeType)Activator.CreateInstance(typeof(RuntimeType<>).MakeGenericType(slot))!;
    }

    private readonly struct Slot0;

    private readonly struct Slot1;

    private readonly struct Slot2;

    private readonly struct Slot3;

    private readonly struct Slot<TLow, THigh>
        where TLow : unmanaged
        where THigh : unmanaged;
}

/// <summary>A flag type that was filled at run time, for what is generic over it.</summary>
internal abstract class RuntimeType
{
    /// <summary>Calls a visitor with the type.</summary>
    public abstract TResult Accept<TResult>(LinuxKernel kernel, ILinuxKernelVisitor<TResult> visitor);
}

/// <summary>The flag type of a slot.</summary>
/// <typeparam name="TSlot">The slot.</typeparam>
internal sealed class RuntimeType<TSlot> : RuntimeType
    where TSlot : unmanaged
{
    /// <inheritdoc/>
    public override TResult Accept<TResult>(LinuxKernel kernel, ILinuxKernelVisitor<TResult> visitor) => visitor.Visit<RuntimeFlags<TSlot>>(kernel);
}
