using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace KernelFlags.Rendering;

/// <summary>
/// Renders templates. It knows nothing of tables: a template sees the members of the view that it is given, and a member that the view
/// does not have is an error.
/// </summary>
/// <remarks>
/// Invariants: an embedded template is parsed once in a process; the text has LF endings whatever the template has; nothing depends on
/// the culture. The built-ins are our own: Scriban's would load System.Text.Json, which an older compiler can't.
/// </remarks>
internal static class TemplateRenderer
{
    private const int LoopLimit = 1_000_000;

    private static readonly ConcurrentDictionary<string, Lazy<Template>> Parsed = new(StringComparer.Ordinal);

    /// <summary>Renders an embedded template.</summary>
    /// <param name="name">Its path under <c>Templates</c>.</param>
    /// <param name="view">What it sees; made of <see cref="ScriptObject"/> and <see cref="ScriptArray"/> alone.</param>
    /// <returns>The text.</returns>
    /// <exception cref="TemplateException">The template is wrong.</exception>
    public static string Render(string name, ScriptObject view) =>
        Render(Parsed.GetOrAdd(name, key => new Lazy<Template>(() => Parse(ReadEmbedded(key), key))).Value, name, view, new TemplateContext(BuiltIns.Create()) { LimitToString = 0 });

    /// <summary>Renders a user's template. Whatever it does, it ends: what it may take is bounded (<see cref="BoundedContext"/>).</summary>
    /// <returns>The text.</returns>
    /// <exception cref="TemplateException">The template is wrong.</exception>
    public static string RenderText(string text, string name, ScriptObject view)
    {
        if (Encoding.UTF8.GetByteCount(text) > BoundedContext.MaxTemplateBytes)
        {
            throw new TemplateException(name, 1, 1, $"a template has at most {BoundedContext.MaxTemplateBytes >> 10} KiB", null);
        }

        var context = new BoundedContext(BuiltIns.Create())
        {
            LimitToString = BoundedContext.MaxString,
            OnStringLimit = ScriptLimitBehavior.Throw,
            OutputLimit = BoundedContext.MaxOutput,
            OnOutputLimit = ScriptLimitBehavior.Throw,
        };
        return Render(Parse(text, name), name, view, context);
    }

    /// <summary>The names of the embedded templates, in ordinal order.</summary>
    /// <returns>The names.</returns>
    public static IReadOnlyList<string> Names() =>
    [
        .. typeof(TemplateRenderer).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".scriban", StringComparison.Ordinal))
            .OrderBy(name => name, StringComparer.Ordinal),
    ];

    private static Template Parse(string text, string name)
    {
        var template = Template.Parse(text, name);
        if (template.Messages.FirstOrDefault(message => message.Type == ParserMessageType.Error) is { } error)
        {
            throw Error(name, error.Span, error.Message, null);
        }

        return template;
    }

    private static string Render(Template template, string name, ScriptObject view, TemplateContext context)
    {
        context.StrictVariables = true;
        context.EnableRelaxedMemberAccess = false;
        context.EnableRelaxedTargetAccess = false;
        context.EnableRelaxedFunctionAccess = false;
        context.EnableRelaxedIndexerAccess = false;
        context.NewLine = "\n";
        context.LoopLimit = LoopLimit;
        context.PushCulture(CultureInfo.InvariantCulture);
        context.PushGlobal(view);
        try
        {
            return LineEndings.ToLf(template.Render(context));
        }
        catch (ScriptRuntimeException exception)
        {
            throw Error(name, exception.Span, exception.OriginalMessage, exception);
        }
        catch (InsufficientExecutionStackException exception)
        {
            throw Error(name, context.CurrentNode?.Span ?? default, "the template is nested too deeply", exception);
        }
    }

    private static TemplateException Error(string name, SourceSpan span, string message, Exception? cause) =>
        new(name, span.Start.Line + 1, span.Start.Column + 1, LineEndings.OneLine(message), cause);

    /// <summary>The text of an embedded template.</summary>
    /// <param name="name">Its path under <c>Templates</c>.</param>
    /// <returns>The text.</returns>
    public static string ReadEmbedded(string name)
    {
        using var stream = typeof(TemplateRenderer).GetTypeInfo().Assembly.GetManifestResourceStream(name)
            ?? throw new TemplateException(name, 0, 0, $"there is no template '{name}'", null);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
