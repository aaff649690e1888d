namespace TaskManager.Tests.Common;

/// <summary>Where the tests find the repository and the city files beside it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Of(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A file of the data folder; the test is skipped when it is not there.</summary>
    public static string Data(string file)
    {
        var folder = Environment.GetEnvironmentVariable("TASKMANAGER_DATA") is { Length: > 0 } named ? named : Path.Combine(Root, "..", "shared", "data");
        var path = Path.GetFullPath(Path.Combine(folder, file));
        Assert.SkipUnless(File.Exists(path), $"Needs {file}: set TASKMANAGER_DATA to the folder that holds it, or put it in ../shared/data.");
        return path;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TaskManager.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository: no folder above holds TaskManager.sln.");
        }

        return folder.FullName;
    }
}
