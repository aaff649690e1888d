using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.People;

/// <summary>Units, grids and members as saved. Saving one that exists changes it; nothing is ever deleted, since old tasks name it.</summary>
public sealed class PeopleStore
{
    public Task SaveUnitsAsync(Session session, IReadOnlyList<OrgUnit> units) => session.WriteManyAsync("save-units", units);

    public Task SaveGridsAsync(Session session, IReadOnlyList<Grid> grids) => session.WriteManyAsync("save-grids", grids);

    public Task SaveMembersAsync(Session session, IReadOnlyList<Member> members) => session.WriteManyAsync("save-members", members);

    /// <summary>Members a new catalogue no longer lists get no new tasks.</summary>
    public Task RetireMembersAsync(Session session) => session.ExecuteAsync("retire-members");

    public async Task<IReadOnlyList<OrgUnit>> UnitsAsync(Session session) =>
        (await session.QueryAsync<UnitRow>("all-units")).Select(row => new OrgUnit(row.Code, row.Name, row.NameEn, row.Parent, row.Lane)).ToList();

    public async Task<IReadOnlyList<Grid>> GridsAsync(Session session) =>
        (await session.QueryAsync<GridRow>("all-grids")).Select(row => new Grid(row.Code, row.Name, row.Parent, row.Unit)).ToList();

    public async Task<IReadOnlyList<Member>> MembersAsync(Session session) =>
        (await session.QueryAsync<MemberRow>("all-members")).Select(row => new Member(row.Code, row.Unit, row.Grids, row.Skills, row.Capacity, row.Active)).ToList();

    private sealed class UnitRow
    {
        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public string? NameEn { get; init; }

        public string? Parent { get; init; }

        public string? Lane { get; init; }
    }

    private sealed class GridRow
    {
        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public string? Parent { get; init; }

        public string Unit { get; init; } = "";
    }

    private sealed class MemberRow
    {
        public string Code { get; init; } = "";

        public string Unit { get; init; } = "";

        public IReadOnlyList<string> Grids { get; init; } = [];

        public IReadOnlyList<string> Skills { get; init; } = [];

        public int Capacity { get; init; }

        public bool Active { get; init; }
    }
}
