using System.Globalization;
using KernelFlags.Live.Replay;
using KernelFlags.Live.Traces;
using KernelFlags.Vma;

namespace KernelFlags.Live.Strace.Calls;

/// <summary>A call of a log as a sentence, in the words of <see cref="OperationWords"/>.</summary>
internal static class CallWords
{
    /// <summary>Says a call.</summary>
    /// <param name="pageSize">The size of a page, in bytes.</param>
    /// <returns>The words, without the outcome; a call that no trace has, as the log writes it.</returns>
    public static string Of(StraceCall call, ulong pageSize) => OperationOf(call) is { } operation
        ? OperationWords.Of(operation, pageSize) + File(call, operation)
        : $"{call.Name}({string.Join(", ", call.Arguments)})";

    private static TraceOperation? OperationOf(StraceCall call)
    {
        var a = call.Arguments;
        return call.Name switch
        {
            "mmap" or "mmap2" or "old_mmap" or "mmap_pgoff" or "old_mmap_pgoff" => Mmap(call),
            "munmap" => OnRange(call, TraceOp.Munmap),
            "mprotect" => OnRange(call, TraceOp.Mprotect, (operation, rights) => operation.Protection = rights, Argument(call, 2, StraceArguments.Protection)),
            "madvise" => OnRange(call, TraceOp.Madvise, (operation, advice) => operation.Advice = (Advice)advice, Argument(call, 2, StraceArguments.Advice)),
            "mlock" => OnRange(call, TraceOp.Mlock),
            "mlock2" => OnRange(call, TraceOp.Mlock2, (operation, isOn) => operation.On = isOn, (bool?)(a.Count > 2 && a[2] != "0")),
            "munlock" => OnRange(call, TraceOp.Munlock),
            "mseal" => OnRange(call, TraceOp.Mseal),
            "mremap" => Mremap(call),
            "brk" => Argument(call, 0, StraceArguments.Address) is { } end ? new TraceOperation { Op = TraceOp.Brk, Address = end } : null,
            _ => null,
        };
    }

    private static TraceOperation? Mmap(StraceCall call)
    {
        if (OnRange(call, TraceOp.Mmap) is not { } operation
            || Argument(call, 2, StraceArguments.Protection) is not { } rights
            || Argument(call, 3, StraceArguments.MapFlags) is not { } flags
            || Argument(call, 5, StraceArguments.Number) is not { } offset)
        {
            return null;
        }

        operation.Address = call.Succeeded ? call.Result.Value : operation.Address;
        (operation.Protection, operation.MapFlags, operation.Offset) = (rights, flags, offset);
        return operation;
    }

    private static TraceOperation? Mremap(StraceCall call)
    {
        if (OnRange(call, TraceOp.Mremap) is not { } operation
            || Argument(call, 2, StraceArguments.Number) is not { } length
            || Argument(call, 3, StraceArguments.RemapFlags) is not { } flags)
        {
            return null;
        }

        operation.NewLength = length;
        operation.RemapFlags = flags;
        operation.NewAddress = call.Succeeded && call.Result.Value != operation.Address ? call.Result.Value : Argument(call, 4, StraceArguments.Address);
        return operation;
    }

    private static TraceOperation? OnRange(StraceCall call, TraceOp op) =>
        Argument(call, 0, StraceArguments.Address) is { } start && Argument(call, 1, StraceArguments.Number) is { } length
            ? new TraceOperation { Op = op, Address = start, Length = length }
            : null;

    private static TraceOperation? OnRange<T>(StraceCall call, TraceOp op, Action<TraceOperation, T> set, T? value)
        where T : struct
    {
        if (value is not { } known || OnRange(call, op) is not { } operation)
        {
            return null;
        }

        set(operation, known);
        return operation;
    }

    private static T? Argument<T>(StraceCall call, int index, Func<string, T?> read)
        where T : struct => index < call.Arguments.Count ? read(call.Arguments[index]) : null;

    private static string File(StraceCall call, TraceOperation operation) =>
        operation.Op == TraceOp.Mmap && (operation.MapFlags & MapFlags.Anonymous) == 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $", {StraceArguments.Path(call.Arguments[4]) ?? "descriptor " + call.Arguments[4]} from offset 0x{operation.Offset:x}")
            : "";
}
