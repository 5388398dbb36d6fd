using System.Globalization;
using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Trees;

/// <summary>The options of a kernel, as the conditionals of its sources ask for them.</summary>
public static class ConfigValues
{
    /// <summary>The options of a kernel.</summary>
    /// <param name="request">The kernel.</param>
    /// <returns>The value of <c>CONFIG_NAME</c>, 1 where no number is said; null for every other name.</returns>
    public static Func<string, long?> Of(HeaderRequest request)
    {
        var values = new Dictionary<string, long>(StringComparer.Ordinal) { ["__KERNEL__"] = 1 };
        ArchOptions.Of(request.Arch).ToList().ForEach(o => values["CONFIG_" + o] = 1);
        foreach (var option in request.Config.Select(o => o.Split('=')))
        {
            values["CONFIG_" + option[0]] =
                option.Length > 1 && long.TryParse(option[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 1;
        }

        return name => values.TryGetValue(name, out var value) ? value : null;
    }
}
