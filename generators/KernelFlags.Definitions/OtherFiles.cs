using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions;

/// <summary>
/// Files in a folder <c>definitions</c> that are something else, as an OpenAPI document: a project may have had such a folder before. All of a folder
/// is something else where a file of it has keys, and none has one that a definition file may have, or one that is nearly so.
/// </summary>
public static class OtherFiles
{
    /// <summary>Leaves out what is something else. Where that is all there is, nothing is left out: then it was meant.</summary>
    /// <param name="files">The files of a root.</param>
    /// <returns>The others.</returns>
    public static IEnumerable<ParsedFile> LeftOut(IEnumerable<ParsedFile> files) => LeftOut(files, file => file);

    /// <summary>Leaves out what is something else, as <see cref="LeftOut(IEnumerable{ParsedFile})"/> does.</summary>
    /// <typeparam name="T">What stands for a file.</typeparam>
    /// <param name="items">What stands for the files of a root.</param>
    /// <param name="fileOf">Gives the file.</param>
    /// <returns>What stands for the others.</returns>
    public static IEnumerable<T> LeftOut<T>(IEnumerable<T> items, Func<T, ParsedFile> fileOf)
    {
        var folders = items.GroupBy(item => FolderOf(fileOf(item))).ToList();
        var kept = folders.Where(folder => !AreOthers(folder.Select(fileOf))).SelectMany(folder => folder).ToList();
        return kept.Count > 0 ? kept : folders.SelectMany(folder => folder);
    }

    /// <summary>A file that lies in no folder is judged by itself.</summary>
    private static string FolderOf(ParsedFile file) =>
        file.RelativePath.IndexOf('/') is >= 0 and var slash ? file.RelativePath.Substring(0, slash + 1) : file.RelativePath;

    private static bool AreOthers(IEnumerable<ParsedFile> files)
    {
        var keys = files.SelectMany(file => file.Root is Node.Mapping mapping ? mapping.Entries.Select(entry => entry.Key) : []).ToList();
        return keys.Count > 0 && !keys.Exists(key => Shape.File.Keys.Contains(key) || NearestName.Of(key, Shape.File.Keys) is not null);
    }
}
