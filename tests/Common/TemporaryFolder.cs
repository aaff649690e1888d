namespace TaskManager.Tests.Common;

/// <summary>A folder of one test's own, gone with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("taskmanager-test-");

    public string Root => folder.FullName;

    public string Of(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Writes a text file and names it.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(Of(name), text);
        return Of(name);
    }

    public void Dispose()
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A killed process may still be letting go of its files; what stays lies in the system's folder for temporary files.
            return;
        }
    }
}
