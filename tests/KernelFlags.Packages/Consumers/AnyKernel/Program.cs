using System;
using System.Linq;
using KernelFlags;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Linux;

var model = LinuxDefinitions.Model;
var arm = LinuxKernel.Of(model, KernelSelector.Of(model, new KernelVersion(6, 6), "arm64"));
Console.WriteLine(arm.Accept(new Policy()));

var changed = DefinitionLoader.Load(LinuxDefinitions.Files
    .Select(file => file with { Text = file.Text.Replace("[sticky, atomic-writable, copy-on-fork]", "[atomic-writable, copy-on-fork]") })).Model;
foreach (var definitions in new[] { model, changed })
{
    var kernel = LinuxKernel.Of(definitions, KernelSelector.Of(definitions, new KernelVersion(7, 2), "arm64"));
    Console.WriteLine(kernel.Accept(new Policy()));
}

sealed class Policy : ILinuxKernelVisitor<string>
{
    public string Visit<TFlags>(LinuxKernel kernel)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        $"{kernel.Profile}: {TFlags.Parse("rd wr mt bt", null):N} sticky {TFlags.Sticky:N}";
}
