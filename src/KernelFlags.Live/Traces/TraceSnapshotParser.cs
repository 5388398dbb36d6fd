using KernelFlags.Live.Traces.Json;

namespace KernelFlags.Live.Traces;

/// <summary>Reads the line of a snapshot.</summary>
internal static class TraceSnapshotParser
{
    /// <summary>The number and the address space, if the line is a snapshot; nothing behind them is looked at.</summary>
    public static bool TryReadPlace(ReadOnlySpan<byte> text, long line, out long number, out int addressSpace)
    {
        number = 0;
        addressSpace = 0;
        var json = new JsonCursor(text, line);
        json.BeginObject();
        var first = true;
        var (hasNumber, hasAddressSpace) = (false, false);
        while (!(hasNumber && hasAddressSpace) && json.NextKey(ref first, out var name))
        {
            if (name.SequenceEqual("snap"u8))
            {
                hasNumber = true;
                number = (long)Math.Min(json.ReadUInt64(), long.MaxValue);
            }
            else if (name.SequenceEqual("as"u8))
            {
                hasAddressSpace = true;
                addressSpace = json.ReadInt32();
            }
            else if (name.SequenceEqual("op"u8))
            {
                return false;
            }
            else
            {
                json.SkipValue();
            }
        }

        return hasNumber && (hasAddressSpace ? true : throw json.WrongAt(0, "\"as\" is missing; a snapshot is of one address space"));
    }

    public static void Parse(ReadOnlySpan<byte> text, long line, TraceSnapshot snapshot)
    {
        snapshot.Clear();
        var json = new JsonCursor(text, line);
        json.BeginObject();
        var (first, hasVmas, hasPresent) = (true, false, false);
        while (json.NextKey(ref first, out var name))
        {
            if (name.SequenceEqual("snap"u8))
            {
                snapshot.Number = (long)Math.Min(json.ReadUInt64(), long.MaxValue);
            }
            else if (name.SequenceEqual("as"u8))
            {
                snapshot.AddressSpace = json.ReadInt32();
            }
            else if (name.SequenceEqual("vmas"u8))
            {
                hasVmas = true;
                ReadVmas(ref json, snapshot.Vmas);
            }
            else if (name.SequenceEqual("guard"u8))
            {
                snapshot.HasGuard = true;
                ReadRanges(ref json, snapshot.Guard);
            }
            else if (name.SequenceEqual("present"u8))
            {
                hasPresent = true;
                ReadRanges(ref json, snapshot.Present);
            }
            else if (name.SequenceEqual("uffd_wp"u8))
            {
                ReadRanges(ref json, snapshot.UffdWriteProtected);
            }
            else
            {
                json.SkipValue();
            }
        }

        json.End();
        if (!hasVmas || !hasPresent)
        {
            throw json.WrongAt(0, $"\"{(hasVmas ? "present" : "vmas")}\" is missing; a snapshot needs it");
        }
    }

    private static void ReadRanges(ref JsonCursor json, List<TraceRange> ranges)
    {
        var first = true;
        json.BeginArray();
        while (json.NextElement(ref first))
        {
            var inner = true;
            json.BeginArray();
            if (!json.NextElement(ref inner))
            {
                throw json.Wrong("a range is two addresses");
            }

            var start = json.ReadAddress();
            if (!json.NextElement(ref inner))
            {
                throw json.Wrong("a range is two addresses");
            }

            ranges.Add(new(start, json.ReadAddress()));
            if (json.NextElement(ref inner))
            {
                throw json.Wrong("a range is two addresses");
            }
        }
    }

    private static void ReadVmas(ref JsonCursor json, List<TraceVma> vmas)
    {
        var first = true;
        json.BeginArray();
        while (json.NextElement(ref first))
        {
            vmas.Add(ReadVma(ref json));
        }
    }

    private static readonly NameTable VmaKeys = new(
        "start", "end", "perm", "off", "file", "vmflags", "name", "rss", "anonymous", "locked", "huge", "pkey");

    private const int NeededVmaKeys = (1 << 10) - 1;

    private static TraceVma ReadVma(ref JsonCursor json)
    {
        var at = json.Position;
        var vma = new TraceVma(0, 0, "", 0, 0, "", null, 0, 0, 0);
        var seen = 0;
        var first = true;
        json.BeginObject();
        while (json.NextKey(ref first, out var name))
        {
            if (!VmaKeys.TryGetValue(name, out var key))
            {
                json.SkipValue();
                continue;
            }

            seen |= 1 << key;
            vma = key switch
            {
                0 => vma with { Start = json.ReadAddress() },
                1 => vma with { End = json.ReadAddress() },
                2 => vma with { Perm = json.ReadPrintable("perm") },
                3 => vma with { Offset = json.ReadUInt64() },
                4 => vma with { File = json.TryReadNull() ? 0 : json.ReadInt32() },
                5 => vma with { VmFlags = json.ReadPrintable("vmflags") },
                6 => vma with { Name = json.TryReadNull() ? null : json.ReadPrintable("name") },
                7 => vma with { Rss = json.ReadUInt64() },
                8 => vma with { Anonymous = json.ReadUInt64() },
                9 => vma with { Locked = json.ReadUInt64() },
                10 => vma with { Huge = json.ReadUInt64() },
                _ => vma with { ProtectionKey = json.ReadInt32() },
            };
        }

        return (seen & NeededVmaKeys) == NeededVmaKeys
            ? vma
            : throw json.WrongAt(at, "a VMA needs start, end, perm, off, file, vmflags, name, rss, anonymous and locked");
    }
}
