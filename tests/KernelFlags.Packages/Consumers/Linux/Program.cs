using System;
using KernelFlags;
using static KernelFlags.Linux.Linux72;

var flags = VmaFlags.ParseMnemonics("rd wr mr mw me gu ac zz", out var unknown);
Console.WriteLine($"{flags:X} {flags} unknown: {unknown.ToString()} {flags.ToProtection()}");
