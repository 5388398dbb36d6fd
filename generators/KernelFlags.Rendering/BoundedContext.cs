using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace KernelFlags.Rendering;

/// <summary>
/// What a user's template runs in: it ends, and takes no more than it may. The library bounds loops, ranges, recursion, each string and the
/// output; steps, memory and time are bounded here, wherever the template is.
/// </summary>
/// <param name="builtIns">The functions that it may call.</param>
internal sealed class BoundedContext(ScriptObject builtIns) : TemplateContext(builtIns)
{
    /// <summary>The largest template, in bytes.</summary>
    public const int MaxTemplateBytes = 256 << 10;

    /// <summary>The longest text that a template may make, in UTF-16 units.</summary>
    public const int MaxString = 4 << 20;

    /// <summary>The most that a template may write, in UTF-16 units.</summary>
    public const int MaxOutput = 16 << 20;

    private const int MaxSteps = 5_000_000;
    private const int MaxMilliseconds = 20_000;
    private const long MaxMemory = 256 << 20;

    /// <summary>Asking for memory takes longer than a step.</summary>
    private const int StepsBetweenLooks = 16;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly long _before = GC.GetTotalMemory(forceFullCollection: false);
    private int _steps;

    /// <inheritdoc/>
    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        if (scriptNode is not null)
        {
            Step(scriptNode);
        }

        return base.Evaluate(scriptNode, aliasReturnedFunction);
    }

    private void Step(ScriptNode at)
    {
        if (++_steps > MaxSteps)
        {
            throw Exceeded(at, MaxSteps, "steps");
        }

        if (at is ScriptImportStatement)
        {
            throw new ScriptRuntimeException(at.Span, "a template can't import; write MEMBER.NAME");
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (_steps % StepsBetweenLooks != 0)
        {
            return;
        }

        if (_clock.ElapsedMilliseconds > MaxMilliseconds)
        {
            throw Exceeded(at, MaxMilliseconds / 1000, "seconds");
        }

        if (IsTooLarge(forceFullCollection: false) && IsTooLarge(forceFullCollection: true))
        {
            throw Exceeded(at, MaxMemory >> 20, "MiB of memory");
        }
    }

    private bool IsTooLarge(bool forceFullCollection) => GC.GetTotalMemory(forceFullCollection) - _before > MaxMemory;

    private static ScriptRuntimeException Exceeded(ScriptNode at, long most, string what) => new(
        at.Span, string.Format(CultureInfo.InvariantCulture, "the template takes more than {0:N0} {1}, the most that one may", most, what));
}
