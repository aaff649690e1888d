using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Routing;

/// <summary>Cities, tasks and members drawn from a seed, in which every rule has something to do.</summary>
internal sealed class AnyCity
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 10, 0, 0, TimeSpan.FromHours(8));

    private readonly Random random;

    public AnyCity(int seed)
    {
        random = new Random(seed);
        var members = Enumerable.Range(1, random.Next(1, 25)).Select(i => AnyMember($"M{i}")).ToList();
        Duties = [.. Enumerable.Range(0, 3).Select(AnyDuty)];
        Catalogue = new Catalogue(
            new City("c", "城", null, "Asia/Shanghai"),
            [.. Enumerable.Range(0, 6).Select(i => new OrgUnit($"u{i}", $"u{i}", null, i is 0 ? null : $"u{random.Next(i)}", i is 0 ? "lane" : null))],
            [.. Enumerable.Range(0, 5).Select(i => new Grid($"g{i}", $"g{i}", i > 2 ? "g0" : null, $"u{random.Next(6)}"))],
            members,
            Duties)
        {
            Version = 7,
            Shifts =
            [
                new Shift("day", "日班", null, [new ShiftHours(ShiftDays.Working, new TimeOnly(8, 0), new TimeOnly(17, 0))]),
                new Shift("night", "夜班", null, [new ShiftHours(ShiftDays.Every, new TimeOnly(20, 0), new TimeOnly(6, 0))]),
            ],
            Rosters = random.Next(3) is 0
                ? [new Roster("event", "活动", null, ["d0"], Now.AddHours(-1), Now.AddHours(1), random.Next(2) is 0 ? [] : ["g0"], ["M1", "M2", "M3"])]
                : [],
        };
        Open = members.ToDictionary(member => member.Code, member => random.Next(member.Capacity + 2));
        Pasts = members.Where(_ => random.Next(3) > 0).ToDictionary(member => member.Code, _ => new MemberPast
        {
            Near = [.. Enumerable.Range(0, random.Next(3)).Select(_ => AnyPlace())],
            Recent = random.Next(30),
            Pace = new Dictionary<string, double> { ["d0"] = 0.3 + random.NextDouble() },
        });
        Tasks = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => AnyTask(members))];
    }

    public Catalogue Catalogue { get; }

    public IReadOnlyList<Duty> Duties { get; }

    public IReadOnlyDictionary<string, int> Open { get; }

    public IReadOnlyDictionary<string, MemberPast> Pasts { get; }

    public IReadOnlyList<TaskToRoute> Tasks { get; }

    public MemberNow NowOf(string member) => new(Open.GetValueOrDefault(member), Pasts.GetValueOrDefault(member, MemberPast.None));

    public RoutedBatch Route(int seed = 0) => MemberChoice.For(Tasks, Catalogue, NowOf, seed);

    private Member AnyMember(string code) => new(code, $"u{random.Next(6)}", Some("g", 5, 3), Some("s", 3, 2), random.Next(1, 9), random.Next(8) > 0)
    {
        SkillLevels = random.Next(2) is 0 ? new Dictionary<string, int> { ["s0"] = random.Next(1, 6) } : new Dictionary<string, int>(),
        Shift = random.Next(4) switch { 0 => "day", 1 => "night", _ => null },
        Leave = random.Next(4) is 0 ? [new Leave(new DateOnly(2026, 11, 24), new DateOnly(2026, 11, 24).AddDays(random.Next(12)))] : [],
    };

    private Duty AnyDuty(int i) => new($"d{i}", 1, $"d{i}", null, "test",
    [
        new Step("do", "办", null)
        {
            Skill = random.Next(2) is 0 ? $"s{random.Next(3)}" : null,
            Effort = random.Next(2) is 0 ? TimeSpan.FromMinutes(random.Next(5, 600)) : null,
            Paired = i is 1,
        },
    ])
    {
        Weights = random.Next(2) is 0 ? new RoutingWeights { Load = 0.5 + random.NextDouble(), Distance = random.Next(3), Fairness = random.Next(3) } : null,
    };

    private TaskToRoute AnyTask(IReadOnlyList<Member> members)
    {
        var duty = Duties[random.Next(Duties.Count)];
        return new TaskToRoute(duty, duty.Steps[0], $"u{random.Next(6)}", Now)
        {
            Grid = random.Next(4) is 0 ? null : $"g{random.Next(5)}",
            Place = random.Next(2) is 0 ? AnyPlace() : null,
            DeadlineAt = random.Next(4) is 0 ? null : Now.AddHours(random.Next(-5, 200)),
            HadBy = Few(members),
            EarlierBy = Few(members),
            Conflicted = Few(members),
            Holders = random.Next(8) is 0 ? Few(members) : null,
            SameMember = random.Next(3) is 0 ? members[random.Next(members.Count)].Code : null,
        };
    }

    private HashSet<string> Few(IReadOnlyList<Member> members) => [.. Enumerable.Range(0, random.Next(3)).Where(_ => random.Next(3) is 0).Select(_ => members[random.Next(members.Count)].Code)];

    private Position AnyPlace() => new(120.3 + (random.NextDouble() * 0.5), 32.3 + (random.NextDouble() * 0.5));

    private List<string> Some(string prefix, int among, int oneIn) => [.. Enumerable.Range(0, among).Where(_ => random.Next(oneIn) is 0).Select(i => $"{prefix}{i}")];
}
