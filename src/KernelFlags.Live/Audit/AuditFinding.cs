namespace KernelFlags.Live.Audit;

/// <summary>What an audit found at a place of a source.</summary>
/// <param name="Rule">What kind of finding it is.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1, in UTF-16 units.</param>
/// <param name="EndColumn">The column behind the last character.</param>
/// <param name="Name">The mnemonic or the flag that it is about.</param>
/// <param name="Kernels">The kernels of which it holds, in words; null for a tree, which is one.</param>
/// <param name="Message">What is wrong, and what would be right; one line.</param>
public sealed record AuditFinding(AuditRule Rule, int Line, int Column, int EndColumn, string Name, string? Kernels, string Message);
