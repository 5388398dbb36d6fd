using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace KernelFlags.Generator;

/// <summary>The one place that makes source text: LF line endings and no byte order mark, on every system.</summary>
internal static class GeneratedSource
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The text as a source file.</summary>
    public static SourceText Create(string text) => SourceText.From(text.Replace("\r\n", "\n").Replace('\r', '\n'), Encoding);
}
