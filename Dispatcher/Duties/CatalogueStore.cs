using System.Text.Json;
using System.Text.Json.Serialization;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>The catalogue as saved. A duty whose text changed gets a new version; the old ones stay for the tasks issued under them.</summary>
public sealed class CatalogueStore(PeopleStore people, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Body = new(SqlValues.Json) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Saves what the files say; the files are the whole truth for which members get tasks and which duties can be issued.</summary>
    public async Task SaveAsync(Session session, CatalogueFiles files)
    {
        await session.ExecuteAsync("save-city", files.City);
        await people.SaveUnitsAsync(session, files.Units);
        await people.SaveGridsAsync(session, files.Grids);
        await people.RetireMembersAsync(session);
        await people.SaveMembersAsync(session, files.Members);
        await SaveDutiesAsync(session, files.Duties);
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

    /// <summary>The whole catalogue; null when none was ever saved.</summary>
    public async Task<Catalogue?> FindAsync(Session session)
    {
        if (await session.FindAsync<CityRow>("the-city") is not { } city)
        {
            return null;
        }

        var duties = await session.QueryAsync<DutyRow>("all-duty-versions");
        return new Catalogue(
            new City(city.Code, city.Name, city.NameEn, city.Zone),
            await people.UnitsAsync(session),
            await people.GridsAsync(session),
            await people.MembersAsync(session),
            duties.Select(row => JsonSerializer.Deserialize<Duty>(row.Body, Body)!).ToList());
    }

    private static string BodyOf(Duty duty, int version) => JsonSerializer.Serialize(duty with { Version = version }, Body);

    private sealed class CityRow
    {
        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public string? NameEn { get; init; }

        public string Zone { get; init; } = "";
    }

    private sealed class DutyRow
    {
        public string Code { get; init; } = "";

        public int Version { get; init; }

        public string Body { get; init; } = "";

        public DateTimeOffset SavedAt { get; init; }
    }
}
