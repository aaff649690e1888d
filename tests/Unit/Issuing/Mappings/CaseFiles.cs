using System.IO.Compression;
using System.Text;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Mappings;

namespace TaskManager.Tests.Unit.Issuing.Mappings;

/// <summary>Small files and mappings, written where the test reads them.</summary>
internal static class CaseFiles
{
    public const string Header = "id,opened,closed,deadline,status,duty,unit,queue,channel,place,grid,lat,lon,title,reason,house\n";

    public const string Yaml =
        """
        source: test
        city: Testburg
        zone: America/New_York
        dates: ["yyyy-MM-dd HH:mm:ss", "MM/dd/yyyy hh:mm:ss tt", "yyyy-MM-ddTHH:mm:ssK"]
        columns:
          id: id
          opened: opened
          closed: closed
          deadline: deadline
          status: status
          duty: duty
          unit: unit
          member: queue
          channel: channel
          place: place
          grid: grid
          latitude: lat
          longitude: lon
          subject: title
        status: { open: [Open, In Progress], closed: [Closed], cancelled: [Void] }
        automatic: { column: reason, contains: [robot], equals: [auto] }
        duties: { "Street Light": street-light }
        units: { PW: public-works }
        channels: { Phone: hotline }
        parameters: { houseNumber: house }
        """;

    public static Mapping Mapping(string yaml = Yaml, MappingUse use = MappingUse.History)
    {
        var mistakes = new List<Mistake>();
        var mapping = MappingReader.Parse(Encoding.UTF8.GetBytes(yaml), "test.yaml", mistakes, use);
        mistakes.ShouldBeEmpty();
        return mapping.ShouldNotBeNull();
    }

    public static CaseFileOpening Open(byte[] bytes, Mapping? mapping = null, DateTimeOffset? now = null) =>
        CaseFile.Open(new MemoryStream(bytes), "test.csv", mapping ?? Mapping(), now);

    public static List<RowReading> Read(byte[] bytes, Mapping? mapping = null, DateTimeOffset? now = null)
    {
        using var file = Open(bytes, mapping, now).ShouldBeOfType<OpenedCaseFile>().File;
        return [.. file.Rows()];
    }

    public static List<RowReading> Read(string csv, Mapping? mapping = null, DateTimeOffset? now = null) =>
        Read(Encoding.UTF8.GetBytes(csv), mapping, now);

    /// <summary>One row under <see cref="Header"/>.</summary>
    public static RowReading Row(string row) => Read(Header + row).ShouldHaveSingleItem();

    public static CaseRow Kept(string row) => Row(row).ShouldBeOfType<KeptRow>().Case;

    public static RejectedRow Rejected(string row) => Row(row).ShouldBeOfType<RejectedRow>();

    public static string Problem(string csv, Mapping? mapping = null) =>
        Open(Encoding.UTF8.GetBytes(csv), mapping).ShouldBeOfType<UnusableCaseFile>().Problem;

    /// <summary>The folder that holds TaskManager.sln.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TaskManager.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds TaskManager.sln.");
        }

        return folder.FullName;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}
