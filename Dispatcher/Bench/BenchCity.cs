using System.Globalization;
using TaskManager.Contracts;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Bench;

/// <summary>The invented city that is measured, always the same: 198 grids 网格, 5,000 members 党员, 22 branches in 3 lanes, 6 duties.</summary>
internal static class BenchCity
{
    public const int Grids = 198;
    public const int Members = 5_000;

    /// <summary>Tasks of a hundred that no person has to work on: the share of the city this service follows.</summary>
    public const int AutomaticPercent = 45;

    /// <summary>From issue to deadline.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromDays(3);

    public static IReadOnlyList<string> Lanes => LaneNames;

    /// <summary>One task in 50 has a deadline so near that it is late.</summary>
    public static readonly TimeSpan Near = TimeSpan.FromMilliseconds(400);

    /// <summary>No task takes longer.</summary>
    public static readonly TimeSpan TookMax = TimeSpan.FromMilliseconds(1_500);

    private const int Branches = 22;
    private const int Duties = 6;
    private const string Root = "committee";

    private static readonly string[] LaneNames = ["public-security", "housing", "market"];
    private static readonly string[] Channels = ["12345", "grid", "window", "data"];

    /// <summary>The whole catalogue.</summary>
    /// <param name="capacity">Open tasks that are a full load of one member.</param>
    public static CatalogueFiles Files(int capacity) => new(
        new City("bench", "测试市", "Bench City", "Asia/Shanghai"),
        [new OrgUnit(Root, "市委", "Committee", null, LaneNames[0]), .. Enumerable.Range(0, Branches).Select(i => new OrgUnit(Branch(i), $"第{i + 1}党支部", $"Branch {i + 1}", Root, LaneNames[i % LaneNames.Length]))],
        [.. Enumerable.Range(0, Grids).Select(i => new Grid(Grid(i), $"第{i + 1}网格", null, Branch(i % Branches)))],
        [.. Enumerable.Range(0, Members).Select(i => new Member(MemberOf(i), Branch(i % Grids % Branches), [Grid(i % Grids)], [], capacity, Active: true))],
        [.. Enumerable.Range(0, Duties).Select(i => new Duty(Duty(i), 1, $"第{i + 1}类事项", $"Duty {i + 1}", "bench", [new Step("handle", "办理", "Handle")
        {
            Within = Within,
            Check = new StepCheck(HistoryRecord.Check, new Dictionary<string, string> { [HistoryRecord.ClosedAt] = HistoryRecord.ClosedAt, [HistoryRecord.ClosedBy] = HistoryRecord.ClosedBy }),
        }]))]);

    /// <summary>
    /// The n-th request. What becomes of it is settled by <paramref name="number"/> alone, so that what must come out can be said beforehand:
    /// the check that every Worker has answers from the record the request carries, for 45 of 100 without a person, for the rest with the member
    /// who did it.
    /// </summary>
    /// <param name="number">From 0.</param>
    /// <param name="issuedAt">When it is issued.</param>
    public static MatterRequest Request(int number, DateTimeOffset issuedAt)
    {
        var grid = (int)(Mixed(number) % Grids);
        var parameters = new Dictionary<string, string>(2) { [HistoryRecord.ClosedAt] = (issuedAt + Took(number)).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) };
        if (!IsAutomatic(number))
        {
            parameters[HistoryRecord.ClosedBy] = MemberOf(grid + (Grids * (int)(Mixed(number + 1) % (Members / Grids))));
        }

        return new MatterRequest
        {
            Source = "bench",
            ExternalId = number.ToString("D9", CultureInfo.InvariantCulture), // systems count upwards
            Duty = Duty((int)(Mixed(number + 2) % Duties)),
            Subject = $"{(grid % 40) + 1}号楼{(number % 900) + 100}室人口信息核查",
            Grid = Grid(grid),
            Place = $"第{grid + 1}网格{(number % 90) + 1}号",
            Channel = Channels[Mixed(number + 3) % (uint)Channels.Length],
            IssuedAt = issuedAt,
            DeadlineAt = IsDue(number) ? issuedAt + Near : null,
            Parameters = parameters,
        };
    }

    public static bool IsAutomatic(int number) => Mixed(number + 4) % 100 < AutomaticPercent;

    /// <summary>Whether its deadline is <see cref="Near"/>; of the others it has not passed when the run ends.</summary>
    public static bool IsDue(int number) => Mixed(number + 5) % 50 is 0;

    /// <summary>20 to 1,500 ms from issue to close: registers answer at once, so tasks are closed about in the order they are issued.</summary>
    public static TimeSpan Took(int number) => TimeSpan.FromMilliseconds(20 + (Mixed(number + 6) % 1_481));

    /// <summary>The unit that answers for a grid.</summary>
    public static string UnitOf(string grid) => Branch((int.Parse(grid.AsSpan(grid.IndexOf('-', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture) - 1) % Branches);

    /// <summary>The lane of a unit's Workers.</summary>
    public static string LaneOf(string unit) => unit is Root ? LaneNames[0] : LaneNames[(int.Parse(unit.AsSpan(unit.IndexOf('-', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture) - 1) % LaneNames.Length];

    private static string Branch(int i) => $"branch-{i + 1:D2}";

    private static string Grid(int i) => $"grid-{i + 1:D3}";

    private static string MemberOf(int i) => $"M{i + 1:D5}";

    private static string Duty(int i) => $"duty-{i + 1}";

    /// <summary>Scatters numbers: the last step of MurmurHash3, which is in the public domain.</summary>
    private static uint Mixed(int number)
    {
        var hash = (uint)number;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }
}
