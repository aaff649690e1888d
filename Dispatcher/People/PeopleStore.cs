using System.Text.Json;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.People;

/// <summary>Units, grids and members as saved. Saving one that exists changes it; nothing is ever deleted, since old tasks name it.</summary>
public sealed class PeopleStore
{
    public Task SaveUnitsAsync(Session session, IReadOnlyList<OrgUnit> units) => session.WriteManyAsync("save-units", units);

    public Task SaveGridsAsync(Session session, IReadOnlyList<Grid> grids) => session.WriteManyAsync("save-grids", grids);

    public Task SaveMembersAsync(Session session, IReadOnlyList<Member> members) => session.WriteManyAsync("save-members", members.Select(MemberRow.Of).ToList());

    /// <summary>Members a new catalogue no longer lists get no new tasks.</summary>
    public Task RetireMembersAsync(Session session) => session.ExecuteAsync("retire-members");

    public async Task<IReadOnlyList<OrgUnit>> UnitsAsync(Session session) =>
        (await session.QueryAsync<UnitRow>("all-units")).Select(row => new OrgUnit(row.Code, row.Name, row.NameEn, row.Parent, row.Lane)).ToList();

    public async Task<IReadOnlyList<Grid>> GridsAsync(Session session) =>
        (await session.QueryAsync<GridRow>("all-grids")).Select(row => new Grid(row.Code, row.Name, row.Parent, row.Unit)).ToList();

    public async Task<IReadOnlyList<Member>> MembersAsync(Session session) =>
        (await session.QueryAsync<MemberRow>("all-members")).Select(row => row.ToMember()).ToList();

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

        /// <summary>What else routing asks, as JSON: it is read as a whole, never searched.</summary>
        public string Routing { get; init; } = "{}";

        public static MemberRow Of(Member member) => new()
        {
            Code = member.Code,
            Unit = member.Unit,
            Grids = member.Grids,
            Skills = member.Skills,
            Capacity = member.Capacity,
            Active = member.Active,
            Routing = JsonSerializer.Serialize(ForRouting.Of(member), SqlValues.Json),
        };

        public Member ToMember() => JsonSerializer.Deserialize<ForRouting>(Routing, SqlValues.Json)!.AddTo(new Member(Code, Unit, Grids, Skills, Capacity, Active));
    }

    private sealed record ForRouting(
        IReadOnlyDictionary<string, int>? Levels, string? Shift, IReadOnlyList<Leave>? Leave, IReadOnlyList<string>? Chains, IReadOnlyList<Exclusion>? Exclusions)
    {
        public static ForRouting Of(Member member) => new(
            member.SkillLevels.Count > 0 ? member.SkillLevels : null,
            member.Shift,
            member.Leave.Count > 0 ? member.Leave : null,
            member.Chains.Count > 0 ? member.Chains : null,
            member.Exclusions.Count > 0 ? member.Exclusions : null);

        public Member AddTo(Member member) => member with
        {
            SkillLevels = Levels ?? member.SkillLevels,
            Shift = Shift,
            Leave = Leave ?? [],
            Chains = Chains ?? [],
            Exclusions = Exclusions ?? [],
        };
    }
}
