using KernelFlags.Repack;

if (args is not [var folder, .. var files] || files.Length == 0)
{
    Console.Error.WriteLine("usage: KernelFlags.Repack FOLDER ASSEMBLY...");
    return 2;
}

Directory.CreateDirectory(folder);
var renaming = new Renaming(files.Select(file => Path.GetFileNameWithoutExtension(file)));
foreach (var file in files)
{
    renaming.Write(file, folder);
}

return 0;
