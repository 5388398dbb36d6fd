using System.Text;
using KernelFlags.Cli.Generation;

namespace KernelFlags.Cli.Tests.Fuzzing.Targets;

/// <summary><c>kflags gen --template FILE</c>.</summary>
internal sealed class TemplateTarget : ReaderTarget
{
    public TemplateTarget()
    {
        string[] own =
        [
            "{{ for flag in table.flags }}#define {{ flag.c_name }} {{ flag.bit }}\n{{ end }}",
            "{{ for flag in table.flags | array.filter @(do; ret $0.bit != null; end) }}{{ flag.name | string.upcase }}{{ if !for.last }}, {{ end }}{{ end }}",
            "{{ func f(a) }}{{ if a > 0 }}{{ f(a - 1) }}{{ end }}{{ end }}{{ f 5 }}{{ x = 1 << 40 }}{{ x * x }}\n",
            "{{ case table.width }}{{ when 32 }}a{{ when 64 }}b{{ else }}c{{ end }}{{ capture t }}{{ table.name }}{{ end }}{{ t }}",
            "{{ x = [1, 2, {a: 3}] }}{{ x[2].a + 0x10 }}{{ x[0] ?? 'none' }}{{ i = 0 }}{{ while i < 9 }}{{ i = i + 1 }}{{ if i == 5; break; end }}{{ end }}",
            "{{~ for i in 1..5 ~}}{{ i % 2 == 0 ? 'e' : \"o\\n\" }}{{~ end ~}}{{# a comment #}}{{ with table }}{{ this.name }}{{ end }}{{ wrap f }}{{ end }}",
            "{%{ raw {{ }%}{{ `verbatim` }}{{ table | hex }}{{ 'a' | xml }}{{ -1 / 3 }}{{ 1.5e3 // 2 }}{{ 2 ^ 3 }}{{ readonly y = 3 }}{{ table['name'] }}{{ tablerow r in [1,2] cols:1 }}{{ r }}{{ end }}",
        ];
        Corpus = [.. own.Select(Encoding.UTF8.GetBytes), .. CorpusFiles.Of("generators/KernelFlags.Rendering/Templates", "*.scriban").Select(file => CorpusFiles.Head(file, 2 << 10))];
    }

    public override int Slice => 4_000;

    public override IReadOnlyList<byte[]> Corpus { get; }

    public override IReadOnlyList<string> Words { get; } =
    [
        "{{", "}}", "{{~", "~}}", "{{-", "-}}", "for", "end", "if", "else", "while", "in", "func", "ret", "do", "case", "when", "capture", "import", "include", "with", "wrap", "break", "continue", "readonly", "tablerow", "this", "table",
        "table.flags", "table.masks", "table.smaps", "table.trace", "flag.bit", "flag.name", "for.index", "for.last", "..", "..<", "..9999999", "|", "@", "$0", "$$", "$", "?.", "??", "?!", "<<", ">>", "//", "%", "^", "null", "empty", "true", "hex",
        "xml", "bits", "array.filter", "array.each", "array.sort", "array.add", "string.pad_left 5", "string.replace 'a' 'b'", "string.split ','", "math.ceil", "object.keys", "object.eval '1'", "regex.replace '(a+)+$' ''", "date.now", "'", "\"", "`", "{a: 1}", "[1, 2]",
    ];

    /// <summary>A template may take twenty seconds, as its context says.</summary>
    public override TimeSpan Longest => TimeSpan.FromSeconds(40);

    /// <summary>It may keep 256 MiB, and throw away more than that.</summary>
    public override long Largest => 16L << 30;

    protected override void Read(byte[] input, int way)
    {
        File.WriteAllBytes(Folder["t.h.scriban"], input);
        Outputs.Render(KnownKernel.Model, KnownKernel.SmallTable, [], Folder["t.h.scriban"], NoTerminal);
    }
}
