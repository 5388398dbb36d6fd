using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KernelFlags.Tests.Shared.Mutations;

/// <summary>
/// Plants many mistakes in one file: a member that some of them lie in becomes a choice between its body as it is and one for each mistake.
/// So all are compiled once, and what is compiled at run time serves all of them.
/// </summary>
/// <param name="options">How it is parsed.</param>
internal sealed class MutationPlanter(string text, CSharpParseOptions options)
{
    /// <summary>The type that says which mistake is made, by its number in <see cref="NumberField"/>; 0 for none.</summary>
    public const string ChoiceType = "ChosenMutation";

    public const string NumberField = "Number";

    private readonly SyntaxNode _root = CSharpSyntaxTree.ParseText(text, options).GetRoot();
    private readonly SortedDictionary<int, (SyntaxNode Body, List<(int Number, string Name, SyntaxNode Body)> Others)> _bodies = [];

    /// <summary>The source of <see cref="ChoiceType"/>.</summary>
    public static string Choice => $"internal static class {ChoiceType} {{ public static int {NumberField}; }}";

    /// <summary>Plants a mistake.</summary>
    /// <returns>False where it lies in no body: then it needs a build of its own.</returns>
    public bool TryPlant(int number, Mutation mutation)
    {
        var mutated = mutation.Apply(text);
        var start = text.AsSpan().CommonPrefixLength(mutated);
        var end = text.Length;
        for (var at = mutated.Length; end > start && at > start && text[end - 1] == mutated[at - 1]; at--)
        {
            end--;
        }

        if (_root.FindToken(start).Parent?.AncestorsAndSelf().FirstOrDefault(IsBody) is not { } body
            || body.SpanStart >= start || (body is BlockSyntax ? body.Span.End <= end : body.Span.End < end)
            || BodyAt(mutated, body, body.Span.Length + mutated.Length - text.Length) is not { } other)
        {
            return false;
        }

        if (!_bodies.TryGetValue(body.SpanStart, out var planted))
        {
            planted = (body, []);
            _bodies.Add(body.SpanStart, planted);
        }

        planted.Others.Add((number, mutation.Name, other));
        return true;
    }

    /// <summary>The file with all that were planted.</summary>
    public override string ToString()
    {
        var result = new StringBuilder();
        var done = 0;
        foreach (var (body, others) in _bodies.Values)
        {
            result.Append(text, done, body.SpanStart - done);
            AppendChoice(result, body, others);
            done = EndOf(body);
        }

        return result.Append(text, done, text.Length - done).ToString();
    }

    private static void AppendChoice(StringBuilder result, SyntaxNode body, List<(int Number, string Name, SyntaxNode Body)> others)
    {
        var isProperty = body.Parent is BasePropertyDeclarationSyntax;
        result.Append(isProperty ? "{ get {" : "{").Append('\n');
        foreach (var (number, name, other) in others)
        {
            // An error of the compiler is at the name of the mistake that makes it.
            result.Append(CultureInfo.InvariantCulture, $"if (global::{ChoiceType}.{NumberField} == {number})\n#line 1 \"{name}\"\n")
                .Append(BlockOf(other)).Append("\n#line default\nelse\n");
        }

        result.Append(BlockOf(body)).Append(isProperty ? "\n}}" : "\n}");
    }

    /// <summary>A body as a block: <c>=> x</c> becomes <c>{ return x; }</c>, or without <c>return</c> where nothing is returned.</summary>
    private static string BlockOf(SyntaxNode body)
    {
        if (body is not ArrowExpressionClauseSyntax arrow)
        {
            return body.ToString();
        }

        var returnsNothing = arrow.Parent is ConstructorDeclarationSyntax
            or MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } }
            or AccessorDeclarationSyntax { RawKind: not (int)SyntaxKind.GetAccessorDeclaration };
        return $"{{ {(returnsNothing || arrow.Expression is ThrowExpressionSyntax ? "" : "return ")}{arrow.Expression}; }}";
    }

    private static bool IsBody(SyntaxNode node) => node is BlockSyntax or ArrowExpressionClauseSyntax
        && node.Parent is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or BasePropertyDeclarationSyntax;

    /// <summary>Where a body ends; behind an arrow's expression stands the semicolon of its member.</summary>
    private static int EndOf(SyntaxNode body) => body is ArrowExpressionClauseSyntax ? body.GetLastToken().GetNextToken().Span.End : body.Span.End;

    private SyntaxNode? BodyAt(string mutated, SyntaxNode body, int length) => CSharpSyntaxTree.ParseText(mutated, options).GetRoot()
        .FindToken(body.SpanStart).Parent?.AncestorsAndSelf()
        .FirstOrDefault(node => node.RawKind == body.RawKind && node.SpanStart == body.SpanStart && node.Span.Length == length);
}
