using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace TaskManager.Dispatcher.Web;

/// <summary>
/// Addresses of style sheets and scripts that carry a mark of the content: a browser keeps each for a year and asks for a new one only
/// when it has changed.
/// </summary>
public sealed class Assets(IWebHostEnvironment environment)
{
    /// <summary>Characters of the mark: 48 bits, so that no two contents meet.</summary>
    private const int MarkLength = 12;

    private readonly ConcurrentDictionary<string, string> addresses = [];

    /// <summary>The address of a file below the web root.</summary>
    /// <param name="path">Its path, beginning with a slash.</param>
    /// <exception cref="FileNotFoundException">There is no such file: the build left it out.</exception>
    public string this[string path] => addresses.GetOrAdd(path, AddressOf);

    private string AddressOf(string path)
    {
        using var content = environment.WebRootFileProvider.GetFileInfo(path).CreateReadStream();
        return $"{path}?v={Convert.ToHexStringLower(SHA256.HashData(content))[..MarkLength]}";
    }
}
