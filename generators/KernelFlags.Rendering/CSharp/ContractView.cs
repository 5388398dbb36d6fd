using KernelFlags.Rendering.Views;
using Scriban.Runtime;

namespace KernelFlags.Rendering.CSharp;

/// <summary>The roles that the engine asks a VMA's flag type for, where a flag does not have the role's own name or is not there.</summary>
internal static class ContractView
{
    public static ScriptObject Create(ResolvedTable table, CSharpMembers members) => new()
    {
        ["roles"] = Rows.Of(
            VmaContract.Roles.Select(role => (role.Role, Member: Member(table, members, role.Name))).Where(role => role.Role != role.Member),
            role => new ScriptObject { ["role"] = role.Role, ["member"] = role.Member }),
    };

    private static string Member(ResolvedTable table, CSharpMembers members, string name) =>
        members.OfFlag(name) ?? (table.Masks.Any(mask => mask.Name == name) ? members.OfMask(name)! : "None");
}
