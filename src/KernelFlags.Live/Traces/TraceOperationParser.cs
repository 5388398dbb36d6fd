using System.Numerics;
using KernelFlags.Live.Traces.Json;
using KernelFlags.Proc.Input;

namespace KernelFlags.Live.Traces;

/// <summary>Reads the line of an operation along the row of its call; keys that the row does not have are ignored.</summary>
internal static class TraceOperationParser
{
    private const int NumberAt = 0;
    private const int OpAt = 1;

    /// <summary>How many keys of an outcome say that there is one: <c>ret</c>, <c>err</c>, <c>hang</c>.</summary>
    private const int OutcomeKeys = 3;

    public static void Parse(ReadOnlySpan<byte> text, long line, TraceOperation operation, bool isScript)
    {
        var json = new JsonCursor(text, line);
        json.BeginObject();
        var first = true;
        var seen = 0;
        var next = NumberAt;
        TraceCall? call = null;
        ReadOnlySpan<TraceKey> keys = TraceKeys.Place;
        while (NextKey(ref json, ref first, keys, next, out var at, out var name))
        {
            if (at < 0 && call is null)
            {
                // What a key means depends on the operation, which the recorder writes before it.
                call = FindCall(text, line);
                keys = call.Line;
                at = Find(keys, name, next);
            }

            if (at < 0)
            {
                json.SkipValue();
                continue;
            }

            seen = (seen & (1 << at)) == 0 ? seen | (1 << at) : throw json.Wrong($"\"{keys[at].Name}\" is there twice; leave one out");
            keys[at].Read(ref json, operation);
            if (at == OpAt)
            {
                call = TraceCalls.Of(operation.Op);
                keys = call.Line;
            }

            next = at + 1;
        }

        json.End();
        Check(json, seen, call, operation, isScript);
    }

    /// <summary>The place of the next key among those of the line, negative for another one: the next one where the recorder wrote the line.</summary>
    private static bool NextKey(
        ref JsonCursor json, ref bool first, ReadOnlySpan<TraceKey> keys, int next, out int at, out ReadOnlySpan<byte> name)
    {
        at = next;
        name = default;
        if (next < keys.Length && json.TryTakeKey(keys[next].Text, ref first))
        {
            return true;
        }

        if (!json.NextKey(ref first, out name))
        {
            return false;
        }

        at = Find(keys, name, next);
        return true;
    }

    /// <summary>Where a key stands, sought from where it is likely; negative for none.</summary>
    private static int Find(ReadOnlySpan<TraceKey> keys, ReadOnlySpan<byte> name, int from)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            var at = (from + i) % keys.Length;
            if (keys[at].Is(name))
            {
                return at;
            }
        }

        return -1;
    }

    private static void Check(JsonCursor json, int seen, TraceCall? call, TraceOperation operation, bool isScript)
    {
        if (call is null || (seen & (1 << OpAt)) == 0)
        {
            throw NoOperation(json);
        }

        var ownEnd = TraceKeys.Place.Length + call.Keys.Length;
        var own = (1 << ownEnd) - 1;
        var needed = isScript ? own & ~((1 << TraceKeys.Place.Length) - 1) : own;
        if ((needed & ~seen) is not 0 and var missing)
        {
            var key = call.Line[BitOperations.TrailingZeroCount(missing)];
            throw json.WrongAt(0, $"\"{key.Name}\" is missing; {call.Name} needs it");
        }

        operation.HasOutcome = (seen >> ownEnd & ((1 << OutcomeKeys) - 1)) != 0;
        if (!isScript && !operation.HasOutcome)
        {
            throw json.WrongAt(0, "the outcome is missing: \"ret\", \"err\" or \"hang\"");
        }
    }

    private static TraceCall FindCall(ReadOnlySpan<byte> text, long line)
    {
        var json = new JsonCursor(text, line);
        json.BeginObject();
        var first = true;
        while (json.NextKey(ref first, out var name))
        {
            if (TraceKeys.Op.Is(name))
            {
                return TraceKeys.ReadCall(ref json);
            }

            json.SkipValue();
        }

        throw NoOperation(json);
    }

    private static InputException NoOperation(JsonCursor json) =>
        json.WrongAt(0, "the line is neither an operation (\"op\") nor a snapshot (\"snap\")");
}
