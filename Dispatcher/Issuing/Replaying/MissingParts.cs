using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Mappings;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Issuing.Replaying;

/// <summary>Makes the duties, units and members that a city's history names and the catalogue does not have.</summary>
public sealed class MissingParts(Database database, CurrentCatalogue current, CatalogueStore catalogues, PeopleStore people)
{
    private const string RootUnit = "root";
    private const string RootLane = "city";

    /// <summary>A catalogue with a root and nothing else, for a database that has none.</summary>
    public Task StartCityAsync(Mapping mapping, CancellationToken cancel) => current.LoadAsync(
        new CatalogueFiles(
            new City(mapping.Source, mapping.City, mapping.City, mapping.Zone.Id),
            [new OrgUnit(RootUnit, mapping.City, mapping.City, null, RootLane)],
            [],
            [],
            []),
        cancel);

    /// <summary>
    /// Saves what the cases name and the catalogue lacks. Members always, since a row keeps the member or queue it
    /// names; they get no new tasks. Duties and units only when asked to, since a misspelt one would split the figures.
    /// </summary>
    public async Task CreateAsync(IReadOnlyList<CaseRow> cases, CancellationToken cancel)
    {
        var catalogue = current.Value;
        var units = cases.Select(each => each.Unit).OfType<string>().Distinct()
            .Where(code => catalogue.FindUnit(code) is null)
            .Select(code => new OrgUnit(code, code, null, catalogue.Root.Code, null))
            .ToList();
        var duties = cases.Select(each => each.Duty).OfType<string>().Distinct()
            .Where(code => catalogue.FindDuty(code) is null)
            .Select(code => new Duty(code, 1, code, null, "history", [new Step("handle", "办理", "Handle")]))
            .ToList();
        var members = cases.Where(each => each.Member is not null && catalogue.FindMember(each.Member) is null)
            .DistinctBy(each => each.Member)
            .Select(each => new Member(each.Member!, each.Unit ?? catalogue.Root.Code, [], [], Capacity: 10, Active: false))
            .ToList();
        if (units.Count + duties.Count + members.Count is 0)
        {
            return;
        }

        await database.WriteAsync(async session =>
        {
            // Of retired members no version tells, and most lists bring nothing else.
            var isNewVersion = units.Count + duties.Count > 0;
            if (isNewVersion)
            {
                await catalogues.HoldAsync(session);
            }

            await people.SaveUnitsAsync(session, units);
            await people.SaveMembersAsync(session, members);
            await catalogues.SaveDutiesAsync(session, duties);
            var version = isNewVersion ? await catalogues.KeepVersionAsync(session) : catalogue.Version;
            await session.NotifyAsync(CurrentCatalogue.ChangedTopic);
            session.AfterCommit(() => current.Replace(catalogue.With(units, members, duties, version)));
        }, cancel);
    }
}
