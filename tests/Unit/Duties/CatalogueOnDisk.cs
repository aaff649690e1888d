using TaskManager.Dispatcher.Duties;

namespace TaskManager.Tests.Unit.Duties;

/// <summary>A catalogue in a directory of its own that goes away with the test. Holds a small correct catalogue from the start.</summary>
public sealed class CatalogueOnDisk : IDisposable
{
    public const string Small = """
        city: { code: 320685, name: 海安市, zone: Asia/Shanghai }
        units:
          - { code: haian, name: 市委, lane: city }
          - { code: libao, name: 李堡镇党委, parent: haian }
        grids:
          - { code: 320685103, name: 李堡镇, unit: libao }
        members:
          - { number: M00001, unit: libao, grids: [320685103], skills: [visiting] }
        duties:
          - { code: care, name: 关爱, area: volunteering, steps: [{ code: visit, name: 走访, skill: visiting }] }

        """;

    public CatalogueOnDisk(bool small = true)
    {
        if (small)
        {
            Write("small.yaml", Small);
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("catalogue-").FullName;

    /// <summary>What the reader says about the small catalogue together with one more file, <c>x.yaml</c>.</summary>
    public static string[] MistakesWith(string yaml)
    {
        using var catalogue = new CatalogueOnDisk();
        return catalogue.Write("x.yaml", yaml).Mistakes();
    }

    public CatalogueOnDisk Write(string name, string yaml) => Write(name, System.Text.Encoding.UTF8.GetBytes(yaml));

    public CatalogueOnDisk Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return this;
    }

    public string[] Mistakes() => CatalogueReader.Read(Path) switch
    {
        CatalogueMistakes wrong => [.. wrong.Mistakes.Select(mistake => mistake.ToString().Replace(Path, "(directory)", StringComparison.Ordinal))],
        _ => [],
    };

    public CatalogueFiles Files() => CatalogueReader.Read(Path).ShouldBeOfType<ReadCatalogue>().Files;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
