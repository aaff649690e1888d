using System.Text.Json;
using System.Text.Json.Serialization;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>The catalogue as saved. A duty whose text changed gets a new version; the old ones stay for the tasks issued under them.</summary>
public sealed class CatalogueStore(PeopleStore people, GridShapeStore shapes, WorkingTimeStore times, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Body = new(SqlValues.Json) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>
    /// Saves what the files say. Units, grids and duties they do not name stay, since old tasks name them; members they do
    /// not name get no new tasks.
    /// </summary>
    /// <exception cref="VerbException">The files and what is saved already do not make one city; nothing is saved.</exception>
    public async Task SaveAsync(Session session, CatalogueFiles files)
    {
        var root = files.Units.Single(unit => unit.Parent is null).Code;
        var saved = (await people.UnitsAsync(session)).FirstOrDefault(unit => unit.Parent is null && unit.Code != root);
        if (saved is not null && files.Units.All(unit => unit.Code != saved.Code))
        {
            throw new VerbException($"The data folder holds the city of root unit '{saved.Code}' {saved.Name}; this catalogue's root is '{root}'. A folder holds one city: name another folder with --data, or give the root the code '{saved.Code}'. Nothing was changed.");
        }

        await session.ExecuteAsync("save-city", files.City);
        await people.SaveUnitsAsync(session, files.Units);
        await people.SaveGridsAsync(session, files.Grids);
        await shapes.SaveAsync(session, files.Shapes);
        await people.RetireMembersAsync(session);
        await people.SaveMembersAsync(session, files.Members);
        await times.SaveAsync(session, files);
        await SaveDutiesAsync(session, files.Duties);
        try
        {
            // Old and new together must make a whole: they are read back before anything is committed.
            await KeepVersionAsync(session);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException)
        {
            throw new VerbException($"With what the data folder holds already, this catalogue does not make one city: {e.Message} Nothing was changed.");
        }
    }

    /// <summary>Saves duties: unchanged ones stay as they are, changed ones get the next version.</summary>
    public async Task SaveDutiesAsync(Session session, IReadOnlyList<Duty> duties)
    {
        var newest = (await session.QueryAsync<DutyRow>("newest-duties")).ToDictionary(row => row.Code);
        var changed = new List<DutyRow>();
        foreach (var duty in duties)
        {
            var known = newest.GetValueOrDefault(duty.Code);
            var version = known?.Version ?? 1;
            if (known?.Body != BodyOf(duty, version))
            {
                version = known is null ? 1 : version + 1;
                changed.Add(new DutyRow { Code = duty.Code, Version = version, Body = BodyOf(duty, version), SavedAt = clock.GetUtcNow() });
            }
        }

        await session.WriteManyAsync("retire-duty-versions", changed);
        await session.WriteManyAsync("add-duty-versions", changed);
    }

    /// <summary>Saves one duty as the version after the one it was made from.</summary>
    /// <param name="session">The caller's transaction.</param>
    /// <param name="duty">The duty; its version is the one to be.</param>
    /// <returns>False: somebody else has saved a version in the meantime, and nothing was changed.</returns>
    public async Task<bool> TryAddVersionAsync(Session session, Duty duty)
    {
        // The row of the version before is what two publishers of one duty meet at; of a new duty, its first row.
        var isNext = duty.Version is 1 || await session.ExecuteAsync("retire-duty-version", new { duty.Code, Version = duty.Version - 1 }) is 1;
        return isNext && await session.ExecuteAsync("add-duty-version", new { duty.Code, duty.Version, Body = BodyOf(duty, duty.Version), SavedAt = clock.GetUtcNow() }) is 1;
    }

    /// <summary>Keeps who published a version, and why.</summary>
    public Task KeepPublicationAsync(Session session, Duty duty, string by, string reason) =>
        session.ExecuteAsync("add-duty-publication", new { Duty = duty.Code, duty.Version, PublishedAt = clock.GetUtcNow(), PublishedBy = by, Reason = reason });

    /// <summary>When each version of a duty was saved, and who published it; oldest first.</summary>
    public Task<IReadOnlyList<DutyVersion>> VersionsAsync(Session session, string code) => session.QueryAsync<DutyVersion>("versions-of-duty", new { Code = code });

    /// <summary>Makes others who want to change the catalogue wait until this transaction ends. Call it first, so that two never wait for each other.</summary>
    public Task HoldAsync(Session session) => session.ExecuteAsync("hold-catalogue");

    /// <summary>
    /// Keeps what routing reads as the next version, unless it is as it was. Call it last in a transaction that saves a part
    /// of the catalogue and began with <see cref="HoldAsync"/>.
    /// </summary>
    /// <returns>The version in force.</returns>
    public async Task<int> KeepVersionAsync(Session session)
    {
        var catalogue = await FindAsync(session) ?? throw new InvalidOperationException("No catalogue is saved, so there is no version of it to keep.");
        var body = CatalogueVersions.BodyOf(catalogue);
        if (await session.FindAsync<VersionRow>("newest-catalogue-version") is { } last && CatalogueVersions.AreSame(last.Body, body))
        {
            return last.Version;
        }

        var version = catalogue.Version + 1;
        await session.ExecuteAsync("add-catalogue-version", new VersionRow { Version = version, SavedAt = clock.GetUtcNow(), Body = CatalogueVersions.Deflated(body) });
        return version;
    }

    /// <summary>
    /// What routing read when this version was in force: retired members and the areas of grids are not in it, the middles of
    /// grids are. Null when there is no such version.
    /// </summary>
    public async Task<Catalogue?> AtVersionAsync(Session session, int version) =>
        await session.FindAsync<VersionRow>("catalogue-version", new { Version = version }) is { } row
            ? CatalogueVersions.Read(row.Body, row.Version, await DutiesAsync(session))
            : null;

    /// <summary>The whole catalogue; null when none was ever saved.</summary>
    public async Task<Catalogue?> FindAsync(Session session)
    {
        if (await session.FindAsync<CityRow>("the-city") is not { } city)
        {
            return null;
        }

        var grids = await people.GridsAsync(session);
        return new Catalogue(
            new City(city.Code, city.Name, city.NameEn, city.Zone),
            await people.UnitsAsync(session),
            grids,
            await people.MembersAsync(session),
            await DutiesAsync(session))
        {
            CalendarDays = await times.CalendarDaysAsync(session),
            Version = await session.FindAsync<int>("newest-catalogue-version-number"),
            Shifts = await times.ShiftsAsync(session),
            Rosters = await times.RostersAsync(session),
            Places = new GridPlaces(await shapes.AllAsync(session), grids),
        };
    }

    private static async Task<IReadOnlyList<Duty>> DutiesAsync(Session session) =>
        (await session.QueryAsync<DutyRow>("all-duty-versions")).Select(row => JsonSerializer.Deserialize<Duty>(row.Body, Body)!).ToList();

    private static string BodyOf(Duty duty, int version) => JsonSerializer.Serialize(duty with { Version = version }, Body);

    private sealed class CityRow
    {
        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public string? NameEn { get; init; }

        public string Zone { get; init; } = "";
    }

    private sealed class VersionRow
    {
        public int Version { get; init; }

        public DateTimeOffset SavedAt { get; init; }

        public byte[] Body { get; init; } = [];
    }

    private sealed class DutyRow
    {
        public string Code { get; init; } = "";

        public int Version { get; init; }

        public string Body { get; init; } = "";

        public DateTimeOffset SavedAt { get; init; }
    }
}

/// <summary>A version of a duty, as the history of the duty shows it.</summary>
public sealed class DutyVersion
{
    public int Version { get; init; }

    public DateTimeOffset SavedAt { get; init; }

    /// <summary>Who published it on the web or through the API; null: it was loaded with a whole catalogue.</summary>
    public string? PublishedBy { get; init; }

    /// <summary>Why; null: it was loaded with a whole catalogue.</summary>
    public string? Reason { get; init; }
}
