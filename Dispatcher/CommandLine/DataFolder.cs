namespace TaskManager.Dispatcher.CommandLine;

/// <summary>
/// <c>--data DIR</c>: everything a process writes. One process at a time may run the service on it; reading figures
/// beside it is fine.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream? held;

    private DataFolder(string path, FileStream? held)
    {
        Path = path;
        this.held = held;
    }

    public string Path { get; }

    public string DatabaseFile => System.IO.Path.Combine(Path, "taskmanager.db");

    /// <summary>Whether this process alone may run the service on it, and so may change its tables.</summary>
    public bool IsHeld => held is not null;

    /// <summary>Reads beside whatever runs on the folder; whether there is anything to read shows when the database is opened.</summary>
    public static DataFolder Share(string path) => new(System.IO.Path.GetFullPath(path), null);

    /// <summary>Takes the folder for this process alone, until disposed or the process ends in whatever way.</summary>
    /// <exception cref="VerbException">Another process has it.</exception>
    public static DataFolder Hold(string path)
    {
        var folder = Create(path);
        try
        {
            return new DataFolder(folder, new FileStream(System.IO.Path.Combine(folder, "in-use"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw new VerbException($"The data folder {folder} is in use by another TaskManager process. Stop it first, or name another folder with --data.");
        }
    }

    public void Dispose() => held?.Dispose();

    private static string Create(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(full);
            }
            else
            {
                // Keys and people's data: nobody else on the machine may look.
                Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VerbException($"The data folder {full} cannot be created: {e.Message}");
        }

        return full;
    }
}
