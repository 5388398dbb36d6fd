using KernelFlags.Live.Borders;
using KernelFlags.Proc.Input;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps;

/// <summary>The memory policies of the VMAs that are looked at. Nothing is read before the first border of which smaps shows no reason.</summary>
/// <param name="name">What messages call it: the path of numa_maps.</param>
/// <param name="isSaved">Whether it is a file of the user's, so that a fault in it is one of the call.</param>
/// <param name="open">Begins to read it.</param>
/// <param name="opened">What was opened for it; closed with this.</param>
internal sealed class MapsPolicies(string name, bool isSaved, Func<Stream> open, Stream? opened = null) : IDisposable
{
    private NumaMapsReader? _reader;
    private PolicySettler? _settler;

    /// <summary>Why they can't be told; null as long as they can.</summary>
    public string? Failure { get; private set; }

    /// <summary>How many borders stay open because one of their VMAs is not in it.</summary>
    public int Unmatched => _settler?.Unmatched ?? 0;

    /// <summary>Settles a border as far as policies do.</summary>
    /// <param name="border">The border, of which smaps shows no reason.</param>
    /// <returns>What is known of it then.</returns>
    /// <exception cref="UnusableException">The file of the user's is none of numa_maps.</exception>
    public Border Settle(Border border, in MapsEntry left, in MapsEntry right)
    {
        if (Failure is not null)
        {
            return border;
        }

        try
        {
            _settler ??= new(_reader = new(open(), isSaved));
            return _settler.Settle(border, left, right);
        }
        catch (InputException wrong)
        {
            return Failed(border, wrong.Format(name), wrong);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Failed(border, $"{name} can't be read: {exception.Message}", exception);
        }
    }

    public void Dispose()
    {
        _reader?.Dispose();
        opened?.Dispose();
    }

    private Border Failed(Border border, string why, Exception cause)
    {
        Failure = isSaved ? throw new UnusableException(why, cause) : why;
        return border;
    }
}
