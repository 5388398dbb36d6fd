using KernelFlags.Rendering.Views;
using Scriban.Runtime;

namespace KernelFlags.Rendering;

/// <summary>
/// Renders what the definitions say to the sources of this project's own code that hold it: enumerations of words, roles of flags, texts. They
/// are about every kernel, so this is no target of a table.
/// </summary>
public static class SourceRenderer
{
    /// <summary>The name of this output on the command line.</summary>
    public const string Name = "sources";

    private const string PythonFolder = "KernelFlags.Native/python/src/kernelflags/";

    private static readonly string[] RoleFiles =
    [
        "KernelFlags/IVmaFlags.g.cs", "KernelFlags.Linux/Runtime/Role.g.cs", "KernelFlags.Linux/Runtime/FlagWords.Roles.g.cs",
        "KernelFlags.Linux/Runtime/RuntimeFlags.Roles.g.cs",
    ];

    /// <summary>The output as a target, which makes the same files whatever the table is.</summary>
    /// <returns>The target.</returns>
    public static Target TargetOf(DefinitionModel model) => new(Name, _ => Render(model));

    /// <summary>Renders the files.</summary>
    /// <returns>The files, for the folder <c>src</c>.</returns>
    public static IReadOnlyList<OutputFile> Render(DefinitionModel model) =>
    [
        .. WordRenderer.Render(model),
        .. RoleFiles.Select(path => new OutputFile(path, Render(path, Roles()))),
        new("KernelFlags.Cli/Maps/Borders/FlagBorders.g.cs", Render("FlagBorders.g.cs", Borders(model))),
        .. model.FindDefaultProfile() is { } profile ? [DefaultKernel(profile), .. NativeFiles(model, profile)] : Array.Empty<OutputFile>(),
    ];

    private static string Render(string path, ScriptObject view) =>
        TemplateRenderer.Render($"sources/{path.Substring(path.LastIndexOf('/') + 1)}.scriban", view);

    private static OutputFile DefaultKernel(Profile profile) => new("KernelFlags.Cli/Input/DefaultKernel.g.cs", Render("DefaultKernel.g.cs", new()
    {
        ["profile"] = Escape.Json(profile.Name),
        ["arch"] = Escape.Json(profile.Arch),
    }));

    /// <summary>What the C library and its packages for other languages hold of one kernel.</summary>
    private static IEnumerable<OutputFile> NativeFiles(DefinitionModel model, Profile profile)
    {
        var kernel = KernelSelector.Of(model, profile);
        var words = model.Tables.Where(table => table.IsWords).Select(table => TableResolver.Resolve(table, kernel)).ToList();
        return model.Tables.Where(table => table.Settings.Contract == VmaContract.Name).Take(1).Select(table => TableResolver.Resolve(table, kernel)).SelectMany(table => new[]
        {
            new OutputFile("KernelFlags.Native/kernelflags.h", TemplateRenderer.Render("native/kernelflags.h.scriban", NativeHeaderView.Create(table))),
            new OutputFile(PythonFolder + "vma_flags.py", TemplateRenderer.Render("python/flags.py.scriban", PythonView.Create(table))),
            new OutputFile(PythonFolder + "words.py", TemplateRenderer.Render("native/words.py.scriban", NativeWordsView.Create(profile, words))),
        }.Concat(words.Prepend(table).SelectMany(RustModule)));
    }

    /// <summary>A module of the Rust crate: the flags, or the words of a system call.</summary>
    private static IEnumerable<OutputFile> RustModule(ResolvedTable table) => Targets.Find("rust")!.Render(table).Select(file =>
        new OutputFile($"KernelFlags.Native/rust/src/{(table.IsWords ? "words/" : string.Empty)}{file.Path}", file.Text));

    private static ScriptObject Roles() => new()
    {
        ["roles"] = Rows.Of(VmaContract.Roles.Select((role, i) => (role, i)), entry => new ScriptObject
        {
            ["gap"] = entry.i == 0 ? string.Empty : "\n",
            ["name"] = entry.role.Role,
            ["summary"] = $"{Escape.Xml(entry.role.Summary)} ({(entry.role.IsMask ? "mask" : "flag")} <c>{entry.role.Name}</c>).",
        }),
    };

    private static ScriptObject Borders(DefinitionModel model) => new()
    {
        ["borders"] = Rows.Of(
            model.Tables.Where(table => table.Settings.Contract == VmaContract.Name).SelectMany(table => table.Flags).Where(flag => flag.Border is not null),
            flag => new ScriptObject
            {
                ["name"] = Escape.Json(flag.Name),
                ["cause"] = Escape.Json(flag.Border!.Cause),
                ["remedy"] = Literal(flag.Border.Remedy),
                ["result"] = Literal(flag.Border.Result),
            }),
    };

    private static string Literal(string? text) => text is null ? "null" : Escape.Json(text);
}
