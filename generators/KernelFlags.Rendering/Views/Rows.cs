using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>Lists that a template walks.</summary>
internal static class Rows
{
    /// <summary>
    /// A list with a row for each item; each row also has <c>comma</c>, <c>","</c> or empty on the last, and <c>last</c>.
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="row">Makes the row of an item.</param>
    /// <returns>The list.</returns>
    public static ScriptArray Of<T>(IEnumerable<T> items, Func<T, ScriptObject> row)
    {
        var rows = new ScriptArray();
        foreach (var item in items)
        {
            var view = row(item);
            view["comma"] = ",";
            view["last"] = false;
            rows.Add(view);
        }

        if (rows.Count > 0)
        {
            var last = (ScriptObject)rows[rows.Count - 1]!;
            last["comma"] = string.Empty;
            last["last"] = true;
        }

        return rows;
    }

    /// <summary>A list of texts.</summary>
    /// <returns>The list.</returns>
    public static ScriptArray Of(IEnumerable<string> texts)
    {
        var rows = new ScriptArray();
        foreach (var text in texts)
        {
            rows.Add(text);
        }

        return rows;
    }
}
