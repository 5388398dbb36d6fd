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
            "{{ for flag in flags }}#define {{ flag.c_name }} {{ flag.bit }} {{ comment flag.summary }}\n{{ end }}",
            "{{~ for mask in masks ~}}\n{{~ if mask.has_trait ~}}\n{{ pad mask.trait 16 }}{{ for member in mask.members }}{{ member }} {{ end }}= {{ mask.value }}\n{{~ end ~}}\n{{~ end ~}}\n",
            "{{ for flag in flags }}{{ flag.name | upper | json }}{{ flag.comma }}{{ if !for.last }} {{ else }}.{{ end }}{{ for.index }}{{ end }}",
            "{{ func f(a) }}{{ if a > 0 }}{{ f(a - 1) }}{{ end }}{{ end }}{{ f 5 }}{{ x = 1 << 40 }}{{ x * x }}{{ y = 7 / 2 }}{{ y // 1 }}\n",
            "{{ case width }}{{ when 32 }}a{{ when 64 }}b{{ else }}c{{ end }}{{ capture t }}{{ name }} {{ kernel.version }}{{ end }}{{ t | c_string }}{{ pad t 40 }}|{{ lower t }}",
            "{{ x = [1, 2, {a: 3}] }}{{ x[2].a + 0x10 }}{{ x[0] ?? 'none' }}{{ i = 0 }}{{ while i < 9 }}{{ i = i + 1 }}{{ if i == 5; break; end }}{{ end }}{{ x }}",
            "{{~ for i in 1..5 ~}}{{ i % 2 == 0 ? 'e' : \"o\\n\" }}{{~ end ~}}{{# a comment #}}{{ with kernel }}{{ arch }}{{ end }}{{ kernel['profile'] }}{{ for o in kernel.config }}{{ o.name }}{{ end }}",
            "{%{ raw {{ }%}{{ `verbatim` }}{{ 'a' | xml }}{{ -1 / 3 }}{{ 1.5e3 // 2 }}{{ x = 2; readonly x }}{{ smaps[0].mnemonic }}{{ tablerow r in [1,2] cols:1 }}{{ r }}{{ end }}",
            "{{ f = @upper }}{{ 'a' | f }}{{ do }}{{ end }}{{ g = do; ret $0 + 1; end }}{{ g 1 }}{{ 'a' + 'b' * 3 }}{{ flags[1].name }}{{ (1..3)[1] }}{{ flags.size }}{{ 'x' < 'y' && 1 == 1.0 }}",
        ];
        Corpus = [.. own.Select(Encoding.UTF8.GetBytes), .. CorpusFiles.Of("generators/KernelFlags.Rendering/Templates", "*.scriban").Select(file => CorpusFiles.Head(file, 2 << 10))];
    }

    public override int Slice => 4_000;

    public override IReadOnlyList<byte[]> Corpus { get; }

    public override IReadOnlyList<string> Words { get; } =
    [
        "{{", "}}", "{{~", "~}}", "{{-", "-}}", "for", "end", "if", "else", "while", "in", "func", "ret", "do", "case", "when", "capture", "import", "include", "with", "wrap", "break", "continue", "readonly", "tablerow", "this",
        "flags", "masks", "smaps", "trace", "kernel", "words", "mask_names", "width", "flag.bit", "flag.name", "mask.members", "for.index", "for.last", "..", "..<", "..9999999", "|", "@", "$0", "$$", "$", "?.", "??", "?!", "<<", ">>", "//", "%", "^", "null", "empty", "true", "json",
        "xml", "comment", "c_string", "upper", "lower", "pad 'a' 20", "pad", "@upper", "size", "string.size", "math.ceil", "object.eval '1'", "regex.replace", "date.now", "'", "\"", "`", "{a: 1}", "[1, 2]",
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
