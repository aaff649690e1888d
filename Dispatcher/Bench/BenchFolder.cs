using System.CommandLine;
using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Bench;

/// <summary>A folder for what a benchmark writes, gone when it ends. Real disks are what is measured, so it does not lie where files may be kept in memory.</summary>
internal sealed class BenchFolder : IDisposable
{
    private readonly DirectoryInfo folder;

    private BenchFolder(DirectoryInfo folder) => this.folder = folder;

    public static Option<string> Option() => new("--data")
    {
        Description = "A folder that is not there yet, on the disk to be measured; it is deleted at the end.",
        DefaultValueFactory = _ => "./bench-data",
        HelpName = "DIR",
    };

    /// <exception cref="VerbException">It is there already.</exception>
    public static BenchFolder Make(string path)
    {
        var made = new DirectoryInfo(path);
        if (made.Exists || File.Exists(path))
        {
            throw new VerbException($"{made.FullName} is there already. A benchmark deletes its folder at the end, so it takes only one that it has made: name another with --data, or delete this one.");
        }

        made.Create();
        return new BenchFolder(made);
    }

    /// <summary>A folder in it.</summary>
    public string Of(string name) => Path.Combine(folder.FullName, name);

    public void Dispose() => folder.Delete(recursive: true);
}
