using System.CommandLine;
using System.Text;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;

namespace KernelFlags.Cli;

/// <summary>
/// Where a command reads from and writes to. It travels with the parsed call; <see cref="Of"/> gets it back. Results go to
/// <see cref="InvocationConfiguration.Output"/>, everything else to <see cref="InvocationConfiguration.Error"/>.
/// </summary>
internal sealed class Terminal : InvocationConfiguration
{
    private readonly Stream? _outputBytes;

    public Terminal(TextReader input, TextWriter output, TextWriter error)
    {
        Input = input;
        Output = new VisibleWriter(output) { NewLine = "\n" };
        Error = new VisibleWriter(error) { NewLine = "\n" };
        EnableDefaultExceptionHandler = false;

        // Signals are heard by Interruption.
        ProcessTerminationTimeout = null;
    }

    public TextReader Input { get; }

    /// <summary>Opens standard input as bytes; null where it is not that of the process.</summary>
    public Func<Stream>? InputBytes { get; init; }

    /// <summary>Standard output as bytes, for much text; null where it is not that of the process.</summary>
    public Stream? OutputBytes
    {
        get => _outputBytes;
        init => _outputBytes = value is null ? null : new VisibleStream(value, Output);
    }

    /// <summary>Whether the command that runs ends by itself after a signal, to write what it knows. Any other is ended.</summary>
    public bool EndsByItself { get; set; }

    /// <summary>The folder that relative paths start from.</summary>
    public string CurrentFolder { get; init; } = Environment.CurrentDirectory;

    /// <summary>Whether what is written to standard output may have colours. <c>--no-color</c> and <c>NO_COLOR</c> take them away.</summary>
    public bool IsOutputColored
    {
        get => ((VisibleWriter)Output).IsColored;
        set => ((VisibleWriter)Output).IsColored = value;
    }

    /// <summary>Whether what is written to standard error may have colours.</summary>
    public bool IsErrorColored
    {
        get => ((VisibleWriter)Error).IsColored;
        set => ((VisibleWriter)Error).IsColored = value;
    }

    /// <summary>Whether somebody watches standard error, so that long work shows how far it is.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>The terminal of this process, with LF line endings on every system.</summary>
    public static Terminal OfProcess()
    {
        var isColorWanted = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        var output = new StandardOutput();
        return new Terminal(Console.In, output.Writer(), StandardError.Writer())
        {
            OutputBytes = output,
            InputBytes = Console.OpenStandardInput,
            IsOutputColored = isColorWanted && !Console.IsOutputRedirected,
            IsErrorColored = isColorWanted && !Console.IsErrorRedirected,
            ShowsProgress = !Console.IsErrorRedirected,
        };
    }

    /// <summary>The terminal of a call.</summary>
    /// <returns>The terminal that it was invoked with.</returns>
    public static Terminal Of(ParseResult result) => (Terminal)result.InvocationConfiguration;

    /// <summary>Shows how far long work is, where somebody watches: a line of its own, which the next one takes the place of.</summary>
    /// <param name="text">How far it is.</param>
    public void ShowProgress(string text) => Control("\r" + VisibleText.Of(text));

    /// <summary>Takes away the line that <see cref="ShowProgress"/> wrote.</summary>
    public void EndProgress() => Control("\r\e[K");

    /// <summary>Opens standard input as bytes.</summary>
    public Stream OpenInput() => InputBytes?.Invoke() ?? new MemoryStream(Encoding.UTF8.GetBytes(Input.ReadToEnd()));

    /// <summary>A path as it is opened.</summary>
    /// <param name="path">A path as the user wrote it.</param>
    public string FullPath(string path) => Path.GetFullPath(path, CurrentFolder);

    private void Control(string control)
    {
        if (ShowsProgress)
        {
            ((VisibleWriter)Error).WriteControl(control);
        }
    }
}
