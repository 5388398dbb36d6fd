using System.Globalization;
using DuckDB.NET.Data;

// The lines that kflags wrote on many machines, and the questions that people ask about them: each is a file in queries/.
if (args is not [var folder, .. var chosen] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("usage: fleet FOLDER [QUERY]...   FOLDER holds processes*.jsonl and vmas*.jsonl, in folders of any depth");
    return 2;
}

var queries = Path.Combine(AppContext.BaseDirectory, "queries");
var known = Directory.GetFiles(queries, "*.sql").Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => name != "lines").Order(StringComparer.Ordinal).ToList();
if (chosen.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
{
    Console.Error.WriteLine($"there is no query '{unknown}'; there are {string.Join(", ", known)}");
    return 2;
}

using var fleet = new DuckDBConnection("DataSource=:memory:");
fleet.Open();
var lines = File.ReadAllText(Path.Combine(queries, "lines.sql")).Replace("FOLDER", Path.GetFullPath(folder).Replace("'", "''", StringComparison.Ordinal), StringComparison.Ordinal);
using (var views = fleet.CreateCommand())
{
#pragma warning disable CA2100 // A view takes no parameter; the folder's name is quoted.
    views.CommandText = lines;
#pragma warning restore CA2100
    views.ExecuteNonQuery();
}

foreach (var name in chosen.Length > 0 ? chosen : [.. known])
{
    using var query = fleet.CreateCommand();
#pragma warning disable CA2100 // The query is a file of this program.
    query.CommandText = File.ReadAllText(Path.Combine(queries, name + ".sql"));
#pragma warning restore CA2100
    using var reader = query.ExecuteReader();
    Console.WriteLine($"# {name}");
    Console.WriteLine(string.Join('\t', Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)));
    while (reader.Read())
    {
        Console.WriteLine(string.Join('\t', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
    }
}

return 0;
