using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using KernelFlags.Live.Btf;
using Microsoft.Win32.SafeHandles;

namespace KernelFlags.Live.Bpf;

/// <summary>
/// Reads of each VMA of a process what merging asks for and smaps does not show, by a BPF iterator (Documentation/bpf/bpf_iterators.rst). The kernel
/// holds the mmap lock of the process for some hundred VMAs at a time, and walks no page table.
/// </summary>
public sealed class VmaIterator : IDisposable
{
    private const int BufferSize = 64 << 10;

    private readonly VmaLayout _layout;
    private readonly PolicyNumbers? _policies;
    private readonly FileStream _file;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;
    private (ulong Start, ulong End) _last;
    private bool _isDone;

    private VmaIterator(VmaLayout layout, SafeFileHandle iterator)
    {
        _layout = layout;
        _policies = layout.Policy is { } policy ? new(policy.NodesSize) : null;
        _file = new(iterator, FileAccess.Read, bufferSize: 0);
    }

    /// <summary>Begins with the VMAs of a process.</summary>
    /// <param name="pid">The process, by its number in the PID namespace of the caller.</param>
    /// <returns>The iterator. Nothing of it is left in the kernel once it is disposed of.</returns>
    /// <exception cref="BpfException">The kernel can't be asked.</exception>
    public static VmaIterator Open(int pid)
    {
        var layout = Layout();
        using var program = BpfCall.Load(VmaProgram.Assemble(layout).Code, layout.Target);
#pragma warning disable CA2000 // The iterator closes what it reads.
        return new(layout, BpfCall.Iterate(program, pid));
#pragma warning restore CA2000
    }

    /// <summary>Reads the next VMA, in the order of addresses.</summary>
    /// <param name="facts">What the kernel has of it.</param>
    /// <returns>False after the last one.</returns>
    /// <exception cref="BpfException">The process can't be read to its end.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(out VmaFacts facts)
    {
        if (_isDone || !TryFill(VmaProgram.RecordSize) || HasBegunAgain())
        {
            _isDone = true;
            facts = default;
            return false;
        }

        var policy = 0;
        if (_policies is not null && Word(VmaWord.Policy) != 0)
        {
            var size = VmaProgram.RecordSize + _layout.Policy!.Size;
            policy = TryFill(size) ? _policies.Of(_buffer.AsSpan(_start..(_start + size))[VmaProgram.RecordSize..]) : throw Cut();
        }

        var hasFile = Word(VmaWord.File) != 0;
        facts = new()
        {
            Start = Word(VmaWord.Start),
            End = Word(VmaWord.End),
            Flags = Word(VmaWord.Flags),
            PageOffset = Word(VmaWord.PageOffset),
            AnonPageOffset = hasFile && _layout.AnonPageOffsetLow is not null && IsCopiedOnWrite(Word(VmaWord.Flags)) ? Word(VmaWord.AnonPageOffset) : null,
            AnonVma = Word(VmaWord.AnonVma),
            CameByFork = Word(VmaWord.AnonVma) != 0 && Word(VmaWord.ChainNext) != Word(VmaWord.ChainPrevious),
            File = Word(VmaWord.File),
            Userfaultfd = Word(VmaWord.Userfaultfd),

            // Older kernels keep what belongs to a file in the same place.
            AnonName = hasFile ? 0 : Word(VmaWord.AnonName),
            HasCloseHook = Word(VmaWord.Close) != 0,
            Policy = policy,
        };
        _last = (facts.Start, facts.End);
        _start += VmaProgram.RecordSize + (policy != 0 ? _layout.Policy!.Size : 0);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static VmaLayout Layout()
    {
        try
        {
            return VmaLayout.Of(new BtfTypes(File.ReadAllBytes(BtfTypes.RunningKernel)));
        }
        catch (InvalidDataException exception)
        {
            throw new BpfException($"{BtfTypes.RunningKernel} can't be read: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BpfException($"there is no {BtfTypes.RunningKernel}, which says where the kernel keeps things; a kernel with CONFIG_DEBUG_INFO_BTF has it", exception);
        }
        catch (Exception exception) when (exception is IOException and not BpfException or UnauthorizedAccessException)
        {
            throw new BpfException($"{BtfTypes.RunningKernel} can't be read: {exception.Message}; be root", exception);
        }
    }

    /// <summary>Whether writing makes private pages (include/linux/mm.h: is_cow_mapping): only then does merging ask where they begin.</summary>
    private static bool IsCopiedOnWrite(ulong flags)
    {
        const ulong Shared = 0x8;
        const ulong MayWrite = 0x20;
        return (flags & (Shared | MayWrite)) == MayWrite;
    }

    private ulong Word(VmaWord word) => BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(_start + ((int)word * sizeof(ulong))));

    /// <summary>
    /// Whether the next VMA is one of those before. Asked for more than there is, the kernel begins again where it last went on (kernel/bpf/task_iter.c:
    /// task_vma_seq_get_next), and would do so for ever. A VMA that grew meanwhile may be shown twice, but not with an earlier end.
    /// </summary>
    private bool HasBegunAgain() => Word(VmaWord.End) < _last.End || _last == (Word(VmaWord.Start), Word(VmaWord.End));

    /// <summary>Has so many bytes of the next VMA in the buffer.</summary>
    /// <returns>False at the end.</returns>
    private bool TryFill(int size)
    {
        if (_end - _start >= size)
        {
            return true;
        }

        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        while (_end < size)
        {
            var length = Read(_buffer.AsSpan(_end));
            if (length == 0)
            {
                return _end == 0 ? false : throw Cut();
            }

            _end += length;
        }

        return true;
    }

    private int Read(Span<byte> buffer)
    {
        try
        {
            return _file.Read(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BpfException($"the BPF iterator stopped: {exception.Message}", exception);
        }
    }

    private static BpfException Cut() => new("the BPF iterator ended within a VMA");
}
