using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KernelFlags.Native.Handles;
using KernelFlags.Native.Spaces;

namespace KernelFlags.Native.Exports;

/// <summary>Snapshots, and what is different in a later one.</summary>
internal static unsafe class SnapshotExports
{
    [UnmanagedCallersOnly(EntryPoint = "kf_snapshot_new", CallConvs = [typeof(CallConvCdecl)])]
    public static nint New(nint space)
    {
        try
        {
            if (Things.Spaces.Find(space) is { } found)
            {
                return Things.Snapshots.Add(found.Snapshot());
            }

            Failure.NoHandle("kf_space");
            return 0;
        }
        catch (Exception exception)
        {
            Failure.Of(exception);
            return 0;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_snapshot_free", CallConvs = [typeof(CallConvCdecl)])]
    public static void Free(nint snapshot)
    {
        try
        {
            if (snapshot != 0 && Things.Snapshots.Remove(snapshot) is null)
            {
                Failure.NoHandle("kf_snapshot");
            }
        }
        catch (Exception exception)
        {
            Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_snapshot_count", CallConvs = [typeof(CallConvCdecl)])]
    public static nuint Count(nint snapshot)
    {
        try
        {
            if (Things.Snapshots.Find(snapshot) is { } found)
            {
                return (nuint)found.Count;
            }

            Failure.NoHandle("kf_snapshot");
            return 0;
        }
        catch (Exception exception)
        {
            Failure.Of(exception);
            return 0;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_snapshot_get", CallConvs = [typeof(CallConvCdecl)])]
    public static int Get(nint snapshot, nuint index, NativeVma* vma)
    {
        try
        {
            if (Things.Snapshots.Find(snapshot) is not { } found)
            {
                return Failure.NoHandle("kf_snapshot");
            }

            if (vma is null)
            {
                return Failure.Is(static () => "there is no room for the VMA: it is NULL");
            }

            if (index >= (nuint)found.Count)
            {
                return 0;
            }

            *vma = found.At((int)index);
            return 1;
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_snapshot_diff", CallConvs = [typeof(CallConvCdecl)])]
    public static long Diff(nint before, nint after, NativeChange* changes, nuint size)
    {
        try
        {
            if (Things.Snapshots.Find(before) is not { } old || Things.Snapshots.Find(after) is not { } now)
            {
                return Failure.NoHandle("kf_snapshot");
            }

            var found = old.Diff(now);
            for (var i = 0; changes is not null && i < found.Count && (nuint)i < size; i++)
            {
                changes[i] = found[i];
            }

            return found.Count;
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }
}
