namespace KernelFlags.Live.Headers;

/// <summary>A line that was cut out of a tree, with those that continue it.</summary>
/// <param name="Text">What it says, without comments.</param>
/// <param name="Path">The file that it stands in, from the tree's folder on; empty for a line that was added to the cut.</param>
/// <param name="Number">The number of its first line in the file, from 1; 0 for one that was added.</param>
internal readonly record struct CutLine(string Text, string Path, int Number)
{
    /// <summary>A line that closes or guards what was cut, and stands in no file.</summary>
    public static CutLine Added(string text) => new(text, "", 0);

    public override string ToString() => Text;
}
