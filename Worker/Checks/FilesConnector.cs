using System.Collections.Concurrent;
using System.Text.Json;
using CsvHelper;
using TaskManager.Domain;

namespace TaskManager.Worker.Checks;

/// <summary>
/// Looks a row up in a .csv file with a header, or in a .json list of objects. The file is indexed once by the check's
/// columns and read again when it changes.
/// </summary>
public sealed class FilesConnector(TimeProvider clock) : IConnector
{
    private readonly ConcurrentDictionary<string, Index> indexes = [];

    public string Name => "files";

    public async Task<IReadOnlyList<Answer>> AskAsync(Check check, IReadOnlyList<Question> questions, CancellationToken cancel)
    {
        var index = await IndexAsync(check, cancel);
        var now = clock.GetUtcNow();
        return questions.Select(question => Ask(check, question, index, now)).ToList();
    }

    private static Answer Ask(Check check, Question question, Index index, DateTimeOffset now)
    {
        var missing = check.Match.Values.FirstOrDefault(parameter => !question.Parameters.ContainsKey(parameter));
        if (missing is not null)
        {
            return Answer.NotYet(now, $"The matter does not say '{missing}'.");
        }

        if (!index.Rows.TryGetValue(Key(check.Match.Values.Select(parameter => question.Parameters[parameter])), out var rows))
        {
            return Answer.NotYet(now, "No such row in the register.");
        }

        var row = rows.FirstOrDefault(row => check.Satisfied.All(wanted => wanted.Value.Contains(row.GetValueOrDefault(wanted.Key, ""))));
        return row is null
            ? Answer.NotYet(now, "The register has the row, but not in the state asked for.")
            : new Answer(FindingOutcome.Satisfied, now, null, "", check.Evidence.ToDictionary(column => column, column => row.GetValueOrDefault(column, "")));
    }

    private async Task<Index> IndexAsync(Check check, CancellationToken cancel)
    {
        var file = new FileInfo(check.File);
        if (!file.Exists)
        {
            throw new FileNotFoundException($"The register of check '{check.Name}' is not there: {check.File}");
        }

        if (indexes.TryGetValue(check.Name, out var index) && index.Changed == file.LastWriteTimeUtc && index.Length == file.Length)
        {
            return index;
        }

        var rows = file.Extension is ".json" ? await ReadJsonAsync(file, cancel) : ReadCsv(file);
        var byKey = new Dictionary<string, List<Dictionary<string, string>>>();
        foreach (var row in rows)
        {
            var key = Key(check.Match.Keys.Select(column => row.TryGetValue(column, out var value)
                ? value
                : throw new InvalidDataException($"{check.File} has no column '{column}', which check '{check.Name}' matches by.")));
            if (!byKey.TryGetValue(key, out var list))
            {
                byKey[key] = list = [];
            }

            list.Add(row);
        }

        return indexes[check.Name] = new Index(file.LastWriteTimeUtc, file.Length, byKey);
    }

    private static IEnumerable<Dictionary<string, string>> ReadCsv(FileInfo file)
    {
        using var csv = CsvReader.FromFile(file.FullName);
        while (csv.Read())
        {
            var row = new Dictionary<string, string>(csv.Headers.Count);
            for (var i = 0; i < csv.Headers.Count; i++)
            {
                row[csv.Headers[i].Trim()] = csv.GetString(i).Trim();
            }

            yield return row;
        }
    }

    private static async Task<IEnumerable<Dictionary<string, string>>> ReadJsonAsync(FileInfo file, CancellationToken cancel)
    {
        await using var stream = file.OpenRead();
        var rows = await JsonSerializer.DeserializeAsync<List<Dictionary<string, JsonElement>>>(stream, cancellationToken: cancel);
        return (rows ?? []).Select(row => row.ToDictionary(field => field.Key, field => field.Value.ToString().Trim()));
    }

    private static string Key(IEnumerable<string> values) => string.Join('\u001f', values.Select(value => value.Trim()));

    private sealed record Index(DateTime Changed, long Length, IReadOnlyDictionary<string, List<Dictionary<string, string>>> Rows);
}
