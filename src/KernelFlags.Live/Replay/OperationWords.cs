using System.Globalization;
using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Replay;

/// <summary>An operation of a trace as a sentence: what was asked for, of which pages.</summary>
internal static class OperationWords
{
    /// <summary>Says an operation.</summary>
    /// <param name="pageSize">The size of a page, in bytes.</param>
    /// <returns>The words, without the outcome.</returns>
    public static string Of(TraceOperation operation, ulong pageSize)
    {
        var name = TraceCalls.Of(operation.Op).Name;
        var range = Range(operation.Address, operation.Length, pageSize);
        var words = operation.Op switch
        {
            TraceOp.Mmap => $"mmap {range}: {Rights(operation.Protection)}, {Mapping(operation.MapFlags)}{File(operation)}",
            TraceOp.Mprotect => $"mprotect {range} to {Rights(operation.Protection)}",
            TraceOp.Madvise => $"madvise {NameOrNumber(SystemCallWords.Madv, (int)operation.Advice)} of {range}",
            TraceOp.Mlock2 => $"mlock2 {range}{(operation.On ? ", as its pages are faulted in" : "")}",
            TraceOp.Mremap => $"mremap {range} to {Size(operation.NewLength, pageSize)}{NewAddress(operation)}{Listed(", ", SystemCallWords.Mremap, (int)operation.RemapFlags)}",
            TraceOp.Name => operation.Name is { } given ? $"name {range} '{given}'" : $"take the name off {range}",
            TraceOp.UffdRegister => $"register {range} with userfaultfd {operation.Context}{Listed(" for ", SystemCallWords.UffdMode, (int)operation.UffdMode)}",
            TraceOp.UffdUnregister => $"unregister {range} from userfaultfd {operation.Context}",
            TraceOp.UffdWriteProtect => $"{(operation.On ? "write-protect" : "lift the write protection of")} {range} by userfaultfd {operation.Context}",
            TraceOp.Touch => $"{(operation.On ? "write to" : "read")} each page of {range}",
            TraceOp.Fork => string.Create(CultureInfo.InvariantCulture, $"fork, which makes address space {operation.Child}"),
            TraceOp.Exit => name,
            TraceOp.Brk => $"brk to {Address(operation.Address)}",
            TraceOp.Mbind => string.Create(
                CultureInfo.InvariantCulture,
                $"mbind {range} to {NameOrNumber(TraceNames.Policies, operation.PolicyMode)}, nodes 0x{operation.Nodes:x}{Listed(", ", TraceNames.PolicyBits, operation.PolicyFlags)}"),
            _ => $"{name} {range}",
        };
        return operation.AddressSpace == 0 ? words : string.Create(CultureInfo.InvariantCulture, $"{words}, in address space {operation.AddressSpace}");
    }

    private static string Range(ulong start, ulong length, ulong pageSize)
    {
        var end = start + length;
        return end > start ? $"{Address(start)}-{Address(end)} ({Size(length, pageSize)})" : $"{Size(length, pageSize)} at {Address(start)}";
    }

    private static string Size(ulong length, ulong pageSize) => length % pageSize != 0 || length == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{length} bytes")
        : string.Create(CultureInfo.InvariantCulture, $"{length / pageSize} {(length == pageSize ? "page" : "pages")}");

    private static string Address(ulong address) => string.Create(CultureInfo.InvariantCulture, $"0x{address:x}");

    private static string Rights(Protection protection) =>
        $"{((protection & Protection.Read) != 0 ? 'r' : '-')}{((protection & Protection.Write) != 0 ? 'w' : '-')}{((protection & Protection.Exec) != 0 ? 'x' : '-')}";

    private static string Mapping(MapFlags flags)
    {
        var type = SystemCallWords.MapType.NameOf((int)(flags & MapFlags.TypeMask));
        var rest = Listed("", SystemCallWords.Map, (int)(type is null ? flags : flags & ~MapFlags.TypeMask));
        return type is null ? rest : rest.Length == 0 ? type : $"{type}|{rest}";
    }

    private static string File(TraceOperation operation) => operation.File == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", file {operation.File} from offset 0x{operation.Offset:x}");

    private static string NewAddress(TraceOperation operation) => operation.NewAddress is { } address ? $" at {Address(address)}" : "";

    private static string NameOrNumber(NameTable names, int value) => names.NameOf(value) ?? value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The names of bits behind <paramref name="before"/>, bits without a name as one number; nothing of none.</summary>
    private static string Listed(string before, NameTable names, int set)
    {
        var rest = Enumerable.Range(0, names.Count).Aggregate(set, (left, row) => left & ~names.ValueAt(row));
        var words = names.NamesOf((uint)set).Concat(rest != 0 ? [string.Create(CultureInfo.InvariantCulture, $"0x{rest:x}")] : []);
        return set == 0 ? "" : before + string.Join('|', words);
    }
}
