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
        private const string Nothing = "{}";
        private const string None = "[]";

        public string Code { get; init; } = "";

        public string Unit { get; init; } = "";

        public IReadOnlyList<string> Grids { get; init; } = [];

        public IReadOnlyList<string> Skills { get; init; } = [];

        public int Capacity { get; init; }

        public bool Active { get; init; }

        public string SkillLevels { get; init; } = Nothing;

        public string? Shift { get; init; }

        public string Leave { get; init; } = None;

        public IReadOnlyList<string> Chains { get; init; } = [];

        public string Exclusions { get; init; } = None;

        public static MemberRow Of(Member member) => new()
        {
            Code = member.Code,
            Unit = member.Unit,
            Grids = member.Grids,
            Skills = member.Skills,
            Capacity = member.Capacity,
            Active = member.Active,
            SkillLevels = member.SkillLevels.Count is 0 ? Nothing : JsonSerializer.Serialize(member.SkillLevels, SqlValues.Json),
            Shift = member.Shift,
            Leave = member.Leave.Count is 0 ? None : JsonSerializer.Serialize(member.Leave, SqlValues.Json),
            Chains = member.Chains,
            Exclusions = member.Exclusions.Count is 0 ? None : JsonSerializer.Serialize(member.Exclusions, SqlValues.Json),
        };

        /// <summary>Most members have none of these: no parser is asked for them, and all share what stands for nothing.</summary>
        public Member ToMember()
        {
            var member = new Member(Code, Unit, Grids, Skills, Capacity, Active) { Shift = Shift };
            return (SkillLevels, Leave, Chains.Count, Exclusions) is (Nothing, None, 0, None) ? member : member with
            {
                SkillLevels = JsonSerializer.Deserialize<Dictionary<string, int>>(SkillLevels, SqlValues.Json)!,
                Leave = JsonSerializer.Deserialize<List<Leave>>(Leave, SqlValues.Json)!,
                Chains = Chains,
                Exclusions = JsonSerializer.Deserialize<List<Exclusion>>(Exclusions, SqlValues.Json)!,
            };
        }
    }
}
