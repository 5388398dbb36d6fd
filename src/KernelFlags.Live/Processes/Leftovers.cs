namespace KernelFlags.Live.Processes;

/// <summary>
/// What must not stay behind when a signal ends the process in the middle of its work: files that are half written, folders of its own,
/// programs that it started.
/// </summary>
public static class Leftovers
{
    private static readonly Lock Gate = new();
    private static readonly List<Leftover> All = [];

    /// <summary>Makes something that has to go again.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="make">Makes it; as nothing ends the process meanwhile, it must be quick.</param>
    /// <param name="remove">Takes it away; called once, and whether or not somebody else did already.</param>
    /// <returns>It, to be disposed of when it is not needed any more.</returns>
    public static Leftover<T> Make<T>(Func<T> make, Action<T> remove)
    {
        ArgumentNullException.ThrowIfNull(make);
        lock (Gate)
        {
            var made = new Leftover<T>(make(), remove);
            All.Add(made);
            return made;
        }
    }

    /// <summary>A folder of its own below that for temporary files.</summary>
    /// <param name="prefix">What its name begins with.</param>
    /// <returns>Its absolute path.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no folder for temporary files.</exception>
    public static Leftover<string> Folder(string prefix)
    {
        _ = TemporaryFolder.Find();
        return Make(() => Directory.CreateTempSubdirectory(prefix).FullName, path => Directory.Delete(path, recursive: true));
    }

    /// <summary>An empty file, whose path nothing had.</summary>
    /// <param name="path">The absolute path.</param>
    /// <returns>The path.</returns>
    public static Leftover<string> File(string path) => Make(
        () =>
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            return path;
        },
        System.IO.File.Delete);

    /// <summary>Takes everything away. Whoever wants to make something, or to take it away, waits from then on: the process ends.</summary>
    public static void RemoveAll()
    {
        Gate.Enter();
        foreach (var leftover in All)
        {
            try
            {
                leftover.Remove();
            }
#pragma warning disable CA1031 // Whatever can't be taken away must not keep the others.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }

    /// <summary>Waits for the end, if the process is about to end: what fails because something was taken away must not be told.</summary>
    public static void WaitWhereEnding()
    {
        lock (Gate)
        {
        }
    }

    internal static void Forget(Leftover leftover)
    {
        lock (Gate)
        {
            All.Remove(leftover);
        }
    }
}

/// <summary>Something that must not stay.</summary>
public abstract class Leftover : IDisposable
{
    private bool _isGone;

    /// <summary>Takes it away.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    internal abstract void Remove();

    /// <summary>Takes it away.</summary>
    /// <param name="disposing">Whether that is asked for.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_isGone)
        {
            _isGone = true;
            Leftovers.Forget(this);
            Remove();
        }
    }
}

/// <summary>Something that must not stay.</summary>
/// <typeparam name="T">What it is.</typeparam>
/// <param name="value">It.</param>
/// <param name="remove">Takes it away.</param>
public sealed class Leftover<T>(T value, Action<T> remove) : Leftover
{
    /// <summary>It.</summary>
    public T Value { get; } = value;

    internal override void Remove() => remove(Value);
}
