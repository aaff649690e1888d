using System.Globalization;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Issuing;

/// <summary>Matters, task numbers, and answers kept under an idempotency key.</summary>
public sealed class MatterStore(TimeProvider clock)
{
    public Task AddAsync(Session session, IReadOnlyList<PlannedMatter> plans) =>
        session.WriteManyAsync("add-matters", plans.Select(plan => new MatterRow(plan.Matter, plan.SameKey)).ToList());

    /// <summary>The requests whose source and external id are saved already.</summary>
    public async Task<IReadOnlyDictionary<(string Source, string ExternalId), MatterId>> FindKnownAsync(Session session, IReadOnlyList<MatterRequest> requests)
    {
        var known = new Dictionary<(string, string), MatterId>();
        foreach (var source in requests.Where(request => request.ExternalId is not null).GroupBy(request => request.Source, request => request.ExternalId!))
        {
            foreach (var row in await session.QueryAsync<KnownRow>("find-known-matters", new { Source = source.Key, Ids = SqlValues.ToList(source) }))
            {
                known[(source.Key, row.ExternalId)] = row.Id;
            }
        }

        return known;
    }

    /// <summary>Matters, for their later steps.</summary>
    public static async Task<IReadOnlyDictionary<MatterId, Matter>> FindAsync(Session session, IEnumerable<MatterId> ids) =>
        (await session.QueryAsync<FoundRow>("find-matters", new { Ids = SqlValues.ToList(ids.Distinct().Select(id => new TaskId(id.Value))) }))
        .ToDictionary(row => row.Id, row => row.ToMatter());

    /// <summary>
    /// One number for each task, in order, counted by the day of issue in the city's zone: <c>RW20261122-000123</c>.
    /// </summary>
    public async Task<Queue<string>> NumbersAsync(Session session, IEnumerable<DateTimeOffset> issued, TimeZoneInfo zone)
    {
        var days = issued.Select(at => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyyMMdd", CultureInfo.InvariantCulture)).ToList();
        var next = new Dictionary<string, long>();
        foreach (var day in days.CountBy(day => day).OrderBy(day => day.Key, StringComparer.Ordinal)) // in one order, so that two writers wait instead of blocking each other
        {
            var last = await session.FindAsync<long>("take-task-numbers", new { Day = day.Key, Count = day.Value });
            next[day.Key] = last - day.Value + 1;
        }

        return new Queue<string>(days.Select(day => string.Create(CultureInfo.InvariantCulture, $"RW{day}-{next[day]++:D6}")));
    }

    /// <summary>What an earlier call under the same key was answered; null when there was none.</summary>
    public async Task<KeptAnswer?> FindAnswerAsync(Session session, string owner, string key) =>
        await session.FindAsync<KeptAnswer>("find-kept-answer", new { Owner = owner, Key = key });

    /// <exception cref="AnswerKeptMeanwhileException">The same call came twice at once, and the other one was first.</exception>
    public async Task KeepAnswerAsync(Session session, string owner, string key, byte[] requestHash, string response)
    {
        if (await session.ExecuteAsync("keep-answer", new { Owner = owner, Key = key, RequestHash = requestHash, Response = response, Now = clock.GetUtcNow() }) is 0)
        {
            throw new AnswerKeptMeanwhileException();
        }
    }

    /// <summary>A matter as it is written.</summary>
    private sealed class MatterRow(Matter matter, long? sameKey)
    {
        public MatterId Id => matter.Id;

        public string Source => matter.Source;

        public string? ExternalId => matter.ExternalId;

        public string Duty => matter.Duty;

        public int DutyVersion => matter.DutyVersion;

        public string Subject => matter.Subject;

        public string Channel => matter.Channel;

        public string? Grid => matter.Grid;

        public string? Place => matter.Place;

        public double? Latitude => matter.Latitude;

        public double? Longitude => matter.Longitude;

        public IReadOnlyDictionary<string, string> Parameters => matter.Parameters;

        public DateTimeOffset IssuedAt => matter.IssuedAt;

        public string? Excluded => matter.Excluded.Count is 0 ? null : SqlValues.ToList(matter.Excluded);

        public long? SameKey => sameKey;
    }

    private sealed class KnownRow
    {
        public MatterId Id { get; init; }

        public string ExternalId { get; init; } = "";
    }

    private sealed class FoundRow
    {
        public MatterId Id { get; init; }

        public string Source { get; init; } = "";

        public string? ExternalId { get; init; }

        public string Duty { get; init; } = "";

        public int DutyVersion { get; init; }

        public string Subject { get; init; } = "";

        public string Channel { get; init; } = "";

        public string? Grid { get; init; }

        public string? Place { get; init; }

        public double? Latitude { get; init; }

        public double? Longitude { get; init; }

        public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

        public IReadOnlyList<string>? Excluded { get; init; }

        public DateTimeOffset IssuedAt { get; init; }

        public Matter ToMatter() => new(Id, Source, ExternalId, Duty, DutyVersion, Subject, Channel, IssuedAt)
        {
            Grid = Grid,
            Place = Place,
            Latitude = Latitude,
            Longitude = Longitude,
            Parameters = Parameters,
            Excluded = Excluded ?? [],
        };
    }
}

/// <summary>Rolls back the second of two equal calls; the answer to the first is kept.</summary>
public sealed class AnswerKeptMeanwhileException() : Exception("The same call came twice at once.");

/// <summary>The answer to an earlier call.</summary>
public sealed class KeptAnswer
{
    public byte[] RequestHash { get; init; } = [];

    public string Response { get; init; } = "";
}
