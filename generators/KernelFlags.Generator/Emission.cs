using KernelFlags.Rendering;
using KernelFlags.Rendering.CSharp;
using Microsoft.CodeAnalysis;

namespace KernelFlags.Generator;

/// <summary>A file to emit, or the fault that kept a type from having files.</summary>
/// <param name="File">The file; null for a fault.</param>
/// <param name="Failure">The fault, one line; null for a file.</param>
internal sealed record Emission(string HintName, CSharpFile? File, string? Failure)
{
    /// <summary>The files of a type's table.</summary>
    public static IEnumerable<Emission> Of(Outcome<TypeTable> table)
    {
        var files = Outcome.Of(() => table.Value is { } value ? new Files(value.Type.HintPrefix, value.Files()) : null);
        return (table.Failure ?? files.Failure) is { } failure
            ? [new Emission(string.Empty, null, failure)]
            : files.Value?.All.Select(file => new Emission(files.Value.Prefix + file.Name.Replace("@", string.Empty), file, null)) ?? [];
    }

    /// <summary>Renders and adds the file.</summary>
    public void Emit(SourceProductionContext output)
    {
        var text = Outcome.Of(() => Render(output));
        output.ReportFailure(Failure ?? text.Failure);
        if (text.Value is { } rendered)
        {
            output.AddSource(HintName, GeneratedSource.Create(rendered));
        }
    }

    private string? Render(SourceProductionContext output)
    {
        try
        {
            return File?.Render();
        }
        catch (TemplateException exception)
        {
            output.ReportTemplate(exception);
            return null;
        }
    }

    private sealed record Files(string Prefix, EquatableArray<CSharpFile> All);
}
