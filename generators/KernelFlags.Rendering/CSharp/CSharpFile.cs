using Scriban.Runtime;

namespace KernelFlags.Rendering.CSharp;

/// <summary>
/// A file that is to be rendered, and all that its text depends on. Two files are equal when their texts will be, so that a generator need
/// not render what has not changed.
/// </summary>
public sealed class CSharpFile : IEquatable<CSharpFile>
{
    private const string Shell = "csharp/file.cs.scriban";

    private readonly CSharpType _type;
    private readonly string _template;
    private readonly ScriptObject _view;

    internal CSharpFile(CSharpType type, string name, string template, ScriptObject view)
    {
        _type = type;
        Name = name;
        _template = "csharp/" + template + ".cs.scriban";
        _view = view;
    }

    /// <summary>Its name: <c>VmaFlags.Merge.g.cs</c>.</summary>
    public string Name { get; }

    /// <summary>Makes the text.</summary>
    /// <returns>The text, with LF endings.</returns>
    /// <exception cref="TemplateException">A template is wrong.</exception>
    public string Render()
    {
        var body = TemplateRenderer.Render(_template, _view);
        for (var i = _type.Containers.Count - 1; i >= 0; i--)
        {
            body = "partial " + _type.Containers[i] + "\n{\n" + Indented(body) + "}\n";
        }

        return TemplateRenderer.Render(Shell, new ScriptObject
        {
            ["has_namespace"] = _type.Namespace.Length > 0,
            ["namespace"] = _type.Namespace,
            ["origin"] = _view["origin"],
            ["body"] = body,
        });
    }

    /// <inheritdoc/>
    public bool Equals(CSharpFile? other) =>
        other is not null && Name == other.Name && _type == other._type && _template == other._template && AreEqual(_view, other._view);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CSharpFile);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode() ^ _template.GetHashCode();

    private static string Indented(string text) => string.Concat(
        text.TrimEnd('\n').Split('\n').Select(line => (line.Length == 0 ? line : "    " + line) + "\n"));

    private static bool AreEqual(object? one, object? other) => (one, other) switch
    {
        (ScriptObject a, ScriptObject b) =>
            a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var value) && AreEqual(pair.Value, value)),
        (ScriptArray a, ScriptArray b) => a.Count == b.Count && a.Zip(b, AreEqual).All(equal => equal),
        _ => Equals(one, other),
    };
}
