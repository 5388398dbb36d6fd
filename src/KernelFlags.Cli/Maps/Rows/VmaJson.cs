using System.Text.Json;
using static KernelFlags.Cli.Output.JsonValues;

namespace KernelFlags.Cli.Maps.Rows;

/// <summary>A VMA as JSON.</summary>
internal static class VmaJson
{
    /// <summary>The sizes that each VMA has in any case.</summary>
    private static readonly MapsColumn[] Ordinary = [MapsColumn.Length, MapsColumn.Rss];

    /// <summary>Writes a VMA as an object.</summary>
    /// <param name="kernel">Whose flags they are.</param>
    /// <param name="columns">What is asked for: sizes of them that a VMA does not have in any case are added.</param>
    public static void Write(Utf8JsonWriter json, in MapsItem item, MapsKernel kernel, IReadOnlyList<MapsColumn> columns)
    {
        json.WriteStartObject();
        WriteFields(json, item, kernel, columns);
        json.WriteEndObject();
    }

    /// <summary>Writes what <see cref="Write"/> writes into an object that is open.</summary>
    public static void WriteFields(Utf8JsonWriter json, in MapsItem item, MapsKernel kernel, IReadOnlyList<MapsColumn> columns)
    {
        var entry = item.Entry;
        WriteAddress(json, "start", entry.Start);
        WriteAddress(json, "end", entry.End);
        json.WriteString("perm"u8, entry.Perm);
        json.WriteNumber("off"u8, entry.Offset);
        json.WriteString("path"u8, entry.Backing.Path);
        WriteStrings(json, "vmflags", entry.VmFlags is null ? null : item.Flags.Mnemonics);
        WriteStrings(json, "unknown", item.Flags.Unknown);
        if (item.Facts is { } facts)
        {
            WriteAddress(json, "flags", facts.Flags);
            WriteStrings(json, "hidden", kernel.RawFlags.Hidden(facts.Flags));
        }

        WriteGuards(json, item);
        WriteSize(json, "rss", entry.Rss);
        if (entry.HugeTlb > 0 && !columns.Any(column => column.Name == "hugetlb"))
        {
            WriteSize(json, "hugetlb", entry.HugeTlb);
        }

        foreach (var column in columns)
        {
            WriteColumn(json, item, column);
        }
    }

    private static void WriteColumn(Utf8JsonWriter json, in MapsItem item, MapsColumn column)
    {
        if (column.Size is { } size && !Ordinary.Contains(column))
        {
            WriteSize(json, column.Name, size(item.Entry));
        }
        else if (column == MapsColumn.Kind)
        {
            json.WriteString("kind"u8, column.Text!(item));
        }
    }

    private static void WriteGuards(Utf8JsonWriter json, in MapsItem item)
    {
        if (!item.AreGuardsTold)
        {
            json.WriteNull("guard"u8);
            return;
        }

        json.WriteStartArray("guard"u8);
        foreach (var guard in item.Guards)
        {
            json.WriteStartArray();
            WriteAddress(json, null, guard.Start);
            WriteAddress(json, null, guard.End);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
