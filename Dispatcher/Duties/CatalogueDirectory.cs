namespace TaskManager.Dispatcher.Duties;

/// <summary>Which files belong to a catalogue.</summary>
internal static class CatalogueDirectory
{
    /// <summary>More files than any city needs; keeps a wrong path, such as <c>/</c>, from being read to the end.</summary>
    private const int FilesMax = 2_000;

    private const int DepthMax = 16;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>The GeoJSON files below the directory, found like the YAML files; none when it cannot be listed, which those tell.</summary>
    public static IReadOnlyList<(string Path, string ShownAs)> GeoJsonFiles(string directory)
    {
        var files = new List<(string Path, string ShownAs)>();
        if (Directory.Exists(directory))
        {
            Add(new DirectoryInfo(directory), "", 1, files, [], ".geojson", ".geojson");
            files.Sort((a, b) => string.CompareOrdinal(a.ShownAs, b.ShownAs));
        }

        return files;
    }

    /// <summary>
    /// The YAML files below the directory in ordinal order, each with its path relative to the directory. Names beginning with
    /// a dot are left out, and links to directories are not followed: Kubernetes mounts files as links into a hidden
    /// directory, so each is found once, and a circle of links ends.
    /// </summary>
    public static IReadOnlyList<(string Path, string ShownAs)> Files(string directory, ICollection<Mistake> mistakes)
    {
        if (!Directory.Exists(directory))
        {
            mistakes.Add(new Mistake(directory, 1, 1, "There is no such directory.", "Name the directory of a catalogue, for example deploy/catalogues/haian."));
            return [];
        }

        var files = new List<(string Path, string ShownAs)>();
        Add(new DirectoryInfo(directory), "", 1, files, mistakes, ".yaml", ".yml");
        if (files.Count > FilesMax)
        {
            mistakes.Add(new Mistake(directory, 1, 1, $"There are more than {FilesMax} YAML files.", "Name the directory of one catalogue."));
            return [];
        }

        if (files.Count is 0 && mistakes.Count is 0)
        {
            mistakes.Add(new Mistake(directory, 1, 1, "There is no YAML file here.", "A catalogue is one or more files ending in .yaml or .yml."));
        }

        files.Sort((a, b) => string.CompareOrdinal(a.ShownAs, b.ShownAs));
        return files;
    }

    private static void Add(DirectoryInfo directory, string prefix, int depth, List<(string Path, string ShownAs)> files, ICollection<Mistake> mistakes, string ending, string otherEnding)
    {
        try
        {
            foreach (var entry in directory.EnumerateFileSystemInfos("*", Everything).Where(entry => entry.Name[0] is not '.'))
            {
                if (files.Count > FilesMax)
                {
                    return;
                }

                if (entry is DirectoryInfo below)
                {
                    if (entry.LinkTarget is null && depth < DepthMax)
                    {
                        Add(below, $"{prefix}{entry.Name}/", depth + 1, files, mistakes, ending, otherEnding);
                    }
                }
                else if (entry.Extension == ending || entry.Extension == otherEnding)
                {
                    files.Add((entry.FullName, prefix + entry.Name));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            mistakes.Add(new Mistake(prefix.Length is 0 ? directory.ToString() : prefix, 1, 1, $"The directory cannot be listed ({e.GetType().Name}).", "See that this account may read it."));
        }
    }
}
