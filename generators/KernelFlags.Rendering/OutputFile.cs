namespace KernelFlags.Rendering;

/// <summary>A file that a target makes.</summary>
/// <param name="Path">Its path under the output folder, with <c>/</c>.</param>
/// <param name="Text">Its text, with LF endings.</param>
public sealed record OutputFile(string Path, string Text);

/// <summary>A language, or a file of the kernel, that a table is rendered to.</summary>
/// <param name="Name">Its name on the command line: <c>c-header</c>.</param>
/// <param name="Render">Makes the files, none of a table that has nothing for it; throws a <see cref="TemplateException"/> when a template is wrong.</param>
public sealed record Target(string Name, Func<ResolvedTable, IReadOnlyList<OutputFile>> Render);
