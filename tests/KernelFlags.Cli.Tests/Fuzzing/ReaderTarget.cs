namespace KernelFlags.Cli.Tests.Fuzzing;

/// <summary>
/// A reader of input, from bytes to what a command prints of them. It ends, or refuses the bytes as its command does, in one line; any
/// other exception would be told as a bug in kflags.
/// </summary>
internal abstract class ReaderTarget : IDisposable
{
    /// <summary>How many inputs a run takes where nothing else is said: some three seconds.</summary>
    public abstract int Slice { get; }

    /// <summary>Good inputs, from which others are made.</summary>
    public abstract IReadOnlyList<byte[]> Corpus { get; }

    /// <summary>Words that mean something to the reader.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>How many ways there are to print what was read.</summary>
    public virtual int Ways => 32;

    /// <summary>How long it may take for one input.</summary>
    public virtual TimeSpan Longest => TimeSpan.FromSeconds(10);

    /// <summary>How many bytes it may allocate for one input, and give back again.</summary>
    public virtual long Largest => 1L << 30;

    /// <summary>How many inputs were refused.</summary>
    public long Refused { get; private set; }

    /// <summary>A folder for what can only be read from files.</summary>
    protected ScratchFolder Folder { get; } = new(isInMemory: true);

    /// <summary>A terminal that nobody reads.</summary>
    protected static Terminal NoTerminal { get; } = new(TextReader.Null, TextWriter.Null, TextWriter.Null);

    /// <summary>Reads an input, and prints what came of it to nowhere.</summary>
    /// <param name="way">Chooses one of several ways to print, from 0.</param>
    public void Run(byte[] input, int way)
    {
        try
        {
            Read(input, way);
        }
        catch (UnusableException refusal)
        {
            Refused++;
            foreach (var line in refusal.Lines)
            {
                NoTerminal.Error.WriteLine(line);
            }
        }
    }

    public void Dispose() => Folder.Dispose();

    /// <summary>Reads an input, and prints what came of it to nowhere.</summary>
    /// <param name="way">Chooses one of several ways to print, from 0.</param>
    /// <exception cref="UnusableException">The input is refused.</exception>
    protected abstract void Read(byte[] input, int way);
}
