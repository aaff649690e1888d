using TaskManager.Contracts;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace TaskManager.Worker.Checks;

/// <summary>The checks this Worker can ask, by name. Written by the department that owns the data.</summary>
public sealed class CheckCatalogue
{
    private readonly Dictionary<string, Check> checks;

    private CheckCatalogue(IEnumerable<Check> checks)
    {
        this.checks = checks.ToDictionary(check => check.Name);
        this.checks[HistoryRecord.Check] = HistoryConnector.Check;
    }

    public static CheckCatalogue Empty => new([]);

    /// <summary>The check, if this lane has it.</summary>
    public Check? Find(string name, string lane) =>
        checks.TryGetValue(name, out var check) && (check.Lane == lane || name == HistoryRecord.Check) ? check : null;

    /// <summary>Reads a checks file.</summary>
    /// <exception cref="InvalidDataException">The file is not there or not right; the message says what and where.</exception>
    public static CheckCatalogue Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"The checks file is not there: {path}. Set Worker:Checks, or leave it empty for none.");
        }

        try
        {
            var yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();
            var file = yaml.Deserialize<ChecksFile?>(File.ReadAllText(path)) ?? new ChecksFile();
            foreach (var check in file.Checks)
            {
                if (check.Name is HistoryRecord.Check)
                {
                    throw new InvalidDataException($"{path}: '{HistoryRecord.Check}' is the built-in check of imported cases; name yours otherwise.");
                }

                if (check.Name.Length is 0 || check.Lane.Length is 0 || check.Connector is not "files" || check.File.Length is 0 || check.Match.Count is 0)
                {
                    throw new InvalidDataException($"{path}: check '{check.Name}' needs name, lane, connector: files, file and match.");
                }

                check.File = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, check.File);
            }

            var twice = file.Checks.CountBy(check => check.Name).FirstOrDefault(each => each.Value > 1).Key;
            return twice is null ? new CheckCatalogue(file.Checks) : throw new InvalidDataException($"{path}: check '{twice}' is given twice.");
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"{path}:{e.Start.Line}:{e.Start.Column}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    private sealed class ChecksFile
    {
        public List<Check> Checks { get; set; } = [];
    }
}
