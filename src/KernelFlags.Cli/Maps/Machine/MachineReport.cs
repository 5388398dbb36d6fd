using System.Globalization;
using KernelFlags.Cli.Output;
using KernelFlags.Proc.Processes;

namespace KernelFlags.Cli.Maps.Machine;

/// <summary>What is asked of all processes of a machine.</summary>
/// <param name="Proc">Where proc is mounted.</param>
/// <param name="Limit">The most VMAs of a process.</param>
/// <param name="Top">The most rows; null for all.</param>
/// <param name="ByCgroup">Whether rows are control groups.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Out">The absolute path of the file that it is written to, anew at each look; null for standard output.</param>
/// <param name="Pid">The one process that is asked about; null for all.</param>
internal sealed record MachineRequest(string Proc, int Limit, int? Top, bool ByCgroup, string Format, string? Out, int? Pid);

/// <summary>Looks at the processes of a machine, once or again and again.</summary>
/// <param name="request">What is asked.</param>
/// <param name="terminal">Where to.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class MachineReport(MachineRequest request, Terminal terminal, TimeProvider clock)
{
    /// <summary>Looks once.</summary>
    /// <param name="cancel">Stops it.</param>
    public void Run(CancellationToken cancel) => Write(Look(null, cancel), isWatched: false);

    /// <summary>Looks until it is interrupted.</summary>
    /// <param name="interval">The time between two looks.</param>
    /// <param name="times">How many looks; null for no end.</param>
    /// <param name="cancel">Interrupts it.</param>
    /// <returns>A task that ends with it.</returns>
    public async Task WatchAsync(TimeSpan interval, int? times, CancellationToken cancel)
    {
        MachineLook? last = null;
        for (var look = 0; look != times; look++)
        {
            try
            {
                await (look == 0 ? Task.CompletedTask : Task.Delay(interval, clock, cancel)).ConfigureAwait(false);
                last = Look(last, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Write(last, isWatched: true);
        }
    }

    private MachineLook Look(MachineLook? before, CancellationToken cancel)
    {
        try
        {
            return MachineLook.Take(request.Proc, request.Pid, request.Limit, clock.GetUtcNow(), before, cancel);
        }
        catch (ProcessException exception)
        {
            throw new UnusableException(exception.Message, exception);
        }
    }

    private void Write(MachineLook look, bool isWatched)
    {
        var text = Render(look, isWatched);
        if (request.Out is { } file)
        {
            WholeFile.Write(file, text);
            return;
        }

        terminal.Output.Write(text);
        terminal.Output.Flush();
        if (request.Format == FormatOption.JsonLines && look.Found.Unreadable > 0)
        {
            terminal.Error.WriteLine("note: " + MachineText.Unreadable(look));
        }
    }

    private string Render(MachineLook look, bool isWatched)
    {
        switch (request.Format)
        {
            case FormatOption.OpenMetrics:
                return MachineMetrics.Render(look, request.Top, request.ByCgroup);
            case FormatOption.JsonLines:
                return new MachineJson(request.Top, request.ByCgroup).Lines(look);
            case FormatOption.Json:
                using (var document = new StringWriter { NewLine = "\n" })
                {
                    JsonDocumentWriter.Write(document, new MachineJson(request.Top, request.ByCgroup).Document(look));
                    return document.ToString();
                }

            default:
                var style = new Style(request.Out is null && terminal.IsOutputColored);
                var head = isWatched ? style.Bold(look.At.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)) + "\n" : "";
                return head + new MachineText(request.Top, request.ByCgroup, isWatched, style).Render(look) + (isWatched ? "\n" : "");
        }
    }
}
