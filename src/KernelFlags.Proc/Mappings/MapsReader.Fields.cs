using System.Runtime.CompilerServices;

namespace KernelFlags.Proc.Mappings;

// The fields of a VMA, which smaps has below its address line.
public sealed partial class MapsReader
{
    /// <summary>The field of a name.</summary>
    /// <param name="text">The name with its colon, and what follows.</param>
    /// <param name="length">How long the name is with its colon.</param>
    /// <returns>The field; null where the text is something else that has a colon.</returns>
    private MapsField? FieldOf(ReadOnlySpan<byte> text, int length)
    {
        for (var i = 0; i < _fields.Count; i++)
        {
            if (_fields[i].Utf8.SequenceEqual(text[..length]))
            {
                _nextField = i;
                return _fields[i];
            }
        }

        var field = new MapsField(text[..length]);
        if (field.IsOptional && !FieldValue.IsNumber(text[length..]))
        {
            return null;
        }

        if (_fields.Count == MaxFields)
        {
            throw Malformed(1, $"more than {MaxFields} fields with different names; this is not smaps");
        }

        _nextField = _fields.Count;
        _fields.Add(field);
        TellsRss |= field.Role == MapsFieldRole.Rss;
        TellsFlags |= field.Role == MapsFieldRole.VmFlags;
        return field;
    }

    /// <summary>Reads a field.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="field">Which it is.</param>
    /// <param name="nameAt">Where in the line its name begins.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadField(ReadOnlySpan<byte> line, MapsField field, int nameAt)
    {
        if (!_hasPending || _isLeftOut)
        {
            NoteLeftOut(line);
            return;
        }

        _nextField++;
        if (field.LastVma == _vma || _blocks.HasTaken(field))
        {
            Note(MapsNoteKind.RepeatedField, line);
            _isLeftOut = true;
            return;
        }

        field.LastVma = _vma;
        _fieldsRead += field.Role == MapsFieldRole.Name ? 0 : 1;
        var text = new FieldValue(line[(nameAt + field.Utf8.Length)..]);
        if (field.Role is MapsFieldRole.VmFlags or MapsFieldRole.Name)
        {
            ReadWords(line, field, text.Words);
        }
        else if (text.TryRead(field.Role, out var value))
        {
            Keep(line, field, text.IsSize, value);
        }
        else if (_lines.IsUnended)
        {
            Note(MapsNoteKind.Cut, line);
        }
        else if (field.IsOptional)
        {
            Note(MapsNoteKind.OtherText, line);
        }
        else
        {
            throw Malformed(nameAt + field.Utf8.Length + text.WrongAt + 1, text.Wrong(field));
        }
    }

    private void ReadWords(ReadOnlySpan<byte> line, MapsField field, ReadOnlySpan<byte> words)
    {
        if (field.Role == MapsFieldRole.VmFlags)
        {
            _pending.VmFlags = _texts.Words(words);
            _blocks.Add(line, field, 0);
            return;
        }

        _blocks.Forget();
        var backing = _pending.Backing;
        _pending.Backing = backing.Path.Length > 0 ? backing : new(backing.Device, backing.Inode, _texts.Line(words));
    }

    private void Keep(ReadOnlySpan<byte> line, MapsField field, bool isSize, ulong value)
    {
        field.IsSize = isSize;
        if (_pending.IsPart && isSize)
        {
            if (OfPart(value) is not { } part)
            {
                return;
            }

            value = part;
        }

        field.Total += value;
        _blocks.Add(line, field, value);
        Keep(field.Role, value);
    }

    /// <summary>How much of a size is in the part of the VMA that is read; null where that can't be told.</summary>
    private ulong? OfPart(ulong value)
    {
        var cut = _pending.End - _pendingStart - _pending.Length;
        var least = value > cut ? value - cut : 0;
        return least == Math.Min(value, _pending.Length) ? least : null;
    }

    private void Keep(MapsFieldRole role, ulong value)
    {
        switch (role)
        {
            case MapsFieldRole.Rss:
                _pending.Rss = value;
                break;
            case MapsFieldRole.Pss:
                _pending.Pss = value;
                break;
            case MapsFieldRole.Dirty:
                _pending.Dirty = (_pending.Dirty ?? 0) + value;
                break;
            case MapsFieldRole.Anonymous:
                _pending.Anonymous = value;
                break;
            case MapsFieldRole.Locked:
                _pending.Locked = value;
                break;
            case MapsFieldRole.Swap:
                _pending.Swap = value;
                break;
            case MapsFieldRole.Huge:
                _pending.Huge = (_pending.Huge ?? 0) + value;
                break;
            case MapsFieldRole.HugeTlb:
                _pending.HugeTlb = (_pending.HugeTlb ?? 0) + value;
                break;
            case MapsFieldRole.ProtectionKey:
                _pending.ProtectionKey = (int)Math.Min(value, int.MaxValue);
                break;
        }
    }
}
