namespace KernelFlags.Rendering;

/// <summary>A template that can't be parsed, or that asks for something that its view does not have.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>An error without a place.</summary>
    public TemplateException()
    {
    }

    /// <summary>An error without a place.</summary>
    public TemplateException(string message)
        : base(message)
    {
    }

    /// <summary>An error without a place.</summary>
    public TemplateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal TemplateException(string template, int line, int column, string message, Exception? innerException)
        : base(message, innerException)
    {
        Template = template;
        Line = line;
        Column = column;
    }

    /// <summary>The template's name: <c>c-header/flags.h.scriban</c>, or what the user's template was called.</summary>
    public string Template { get; } = string.Empty;

    /// <summary>The line, from 1; 0 when it is not known.</summary>
    public int Line { get; }

    /// <summary>The column, from 1; 0 when it is not known.</summary>
    public int Column { get; }
}
