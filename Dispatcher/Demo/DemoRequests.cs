using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Demo;

/// <summary>Draws what is asked for: a duty, a place, a channel, a subject and what the checks need to know.</summary>
public sealed class DemoRequests
{
    public const string Source = "demo";

    public const string FloodDuty = "flood-point-check";

    private const string UrgentDuty = "hotline-urgent";

    private const string Hotline = "12345 热线";
    private const string Patrol = "网格巡查";
    private const string Data = "数据推送";
    private const string Window = "政务窗口";
    private const string App = "小程序";

    /// <summary>Of 100 questions to a register, how many it answers.</summary>
    private const int AnsweredPercent = 93;

    /// <summary>How often a duty comes up, relative to the others. What registers can answer comes most often.</summary>
    private static readonly (string Duty, double Weight, string[] Channels)[] Usual =
    [
        ("hotline-request", 7, [Hotline, Hotline, Hotline, App]),
        (UrgentDuty, 1.6, [Hotline]),
        ("hotline-noise", 3.5, [Hotline, App]),
        ("public-rental-review", 10, [Data]),
        ("property-service-dispute", 2, [Hotline, Window, Patrol]),
        ("dilapidated-house-relocation", 1, [Patrol, Data]),
        ("food-licence-check", 17, [Data, Data, Data, Patrol]),
        ("credit-triggered-inspection", 12, [Data]),
        ("small-shop-service", 3, [Patrol]),
        ("floating-population-registration", 15, [Data, Data, Patrol, Window]),
        ("rental-house-registration", 9, [Patrol, Window, App]),
        ("newborn-settlement", 11, [Data]),
        ("household-elsewhere", 2, [Patrol, Data]),
        ("self-built-house-screening", 3, [Patrol]),
        ("fire-hazard-inspection", 3, [Patrol, Patrol, Hotline]),
        (FloodDuty, .6, [Patrol]),
        ("dispute-mediation", 2, [Patrol, Window, Hotline]),
        ("paired-care", 4, [Patrol, App]),
        ("meal-service", 9, [Window, App, Data]),
        ("neighbourhood-help", 3, [App, Patrol]),
    ];

    /// <summary>The towns: how much happens there, and roughly where they lie (WGS-84).</summary>
    private static readonly Dictionary<string, (double Weight, double Latitude, double Longitude)> Towns = new()
    {
        ["320685100"] = (34, 32.545, 120.455), // 海安镇
        ["320685101"] = (24, 32.535, 120.505), // 城东镇
        ["320685102"] = (9, 32.520, 120.325),  // 曲塘镇
        ["320685103"] = (8, 32.565, 120.690),  // 李堡镇
        ["320685105"] = (7, 32.610, 120.815),  // 角斜镇
        ["320685107"] = (6, 32.530, 120.605),  // 大公镇
        ["320685109"] = (5, 32.435, 120.345),  // 雅周镇
        ["320685111"] = (3, 32.640, 120.205),  // 白甸镇
        ["320685112"] = (5, 32.600, 120.290),  // 南莫镇
        ["320685113"] = (6, 32.645, 120.365),  // 墩头镇
        ["320685400"] = (.5, 32.660, 120.905), // 海安县农场
    };

    /// <summary>The low-lying towns, where water comes first.</summary>
    private static readonly HashSet<string> Low = ["320685111", "320685112", "320685113"];

    private readonly Catalogue catalogue;
    private readonly Draw<(Duty Duty, string[] Channels)> duties;
    private readonly Draw<Grid> grids;
    private readonly Draw<Grid> lowGrids;

    /// <exception cref="CommandLine.VerbException">The catalogue has none of the duties, or no grids.</exception>
    public DemoRequests(Catalogue catalogue)
    {
        this.catalogue = catalogue;
        var known = Usual.Where(each => catalogue.FindDuty(each.Duty) is not null).ToList();
        var villages = catalogue.Grids.Where(grid => grid.Parent is not null).OrderBy(grid => grid.Code, StringComparer.Ordinal).ToList();
        if (known.Count is 0 || villages.Count is 0)
        {
            throw new CommandLine.VerbException($"The demo works with the duties of catalogues/haian, and the catalogue of {catalogue.City.Name} has none of them. Unset Catalogue:Directory and name an empty folder.");
        }

        duties = new(known.Select(each => ((catalogue.FindDuty(each.Duty)!, each.Channels), each.Weight)));
        var perTown = villages.CountBy(grid => grid.Parent!).ToDictionary();
        grids = new(villages.Select(grid => (grid, Towns.TryGetValue(grid.Parent!, out var town) ? town.Weight * Busy(grid) / perTown[grid.Parent!] : Busy(grid))));
        lowGrids = new(villages.Select(grid => (grid, Low.Contains(grid.Parent!) ? (Busy(grid) > 1.4 ? 60 : 6) : 1d)));
    }

    public MatterRequest Usually(Random random, string id, DateTimeOffset? issuedAt)
    {
        var (duty, channels) = duties.One(random);
        return For(random, duty, grids.One(random), DemoWords.One(random, channels), id, issuedAt);
    }

    /// <summary>What comes up when a flood warning is out; null: the catalogue has no such duty.</summary>
    public MatterRequest? Flood(Random random, string id, DateTimeOffset? issuedAt) =>
        catalogue.FindDuty(FloodDuty) is { } duty ? For(random, duty, lowGrids.One(random), Patrol, id, issuedAt) : null;

    /// <summary>
    /// Many calls from one place about one thing: water or power is off there. More than its members can take, so that the
    /// duty desk has the rest. Empty: the catalogue has no such duty.
    /// </summary>
    /// <param name="random">Draws.</param>
    /// <param name="count">How many calls.</param>
    /// <param name="idAndTime">For each call its id and when it is issued.</param>
    public IReadOnlyList<MatterRequest> Incident(Random random, int count, Func<int, (string Id, DateTimeOffset? IssuedAt)> idAndTime)
    {
        if (catalogue.FindDuty(UrgentDuty) is not { } duty)
        {
            return [];
        }

        var grid = grids.One(random);
        var topic = random.Next(2) is 0 ? "突发停水" : "突发停电";
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var (id, at) = idAndTime(i);
            var request = For(random, duty, grid, Hotline, id, at);
            return request with { Subject = $"{topic}（{request.Place}）" };
        })];
    }

    /// <summary>Whether the registers answer the matter's checks.</summary>
    public static bool IsAnswered(MatterRequest request, StepCheck check) =>
        DemoRegisters.Satisfied.TryGetValue(check.Name, out var rows)
        && rows.Any(row => check.Parameters.All(each => request.Parameters.GetValueOrDefault(each.Value) == row.GetValueOrDefault(each.Key)));

    private static MatterRequest For(Random random, Duty duty, Grid grid, string channel, string id, DateTimeOffset? issuedAt)
    {
        var address = DemoWords.Address(random, grid.Name);
        var (latitude, longitude) = Spot(random, grid);
        return new MatterRequest
        {
            Source = Source,
            ExternalId = id,
            Duty = duty.Code,
            Subject = $"{DemoWords.Topic(random, duty)}（{address}）",
            Channel = channel,
            Grid = grid.Code,
            Place = address,
            Latitude = latitude,
            Longitude = longitude,
            Parameters = Parameters(random, duty),
            IssuedAt = issuedAt,
        };
    }

    private static Dictionary<string, string> Parameters(Random random, Duty duty)
    {
        var values = new Dictionary<string, string>();
        foreach (var check in duty.Steps.Select(step => step.Check).OfType<StepCheck>())
        {
            var rows = random.Next(100) < AnsweredPercent ? DemoRegisters.Satisfied : DemoRegisters.NotYet;
            if (rows.TryGetValue(check.Name, out var known))
            {
                var row = DemoWords.One(random, known);
                foreach (var (parameter, from) in check.Parameters)
                {
                    values[from] = row.GetValueOrDefault(parameter, "");
                }
            }
        }

        return values;
    }

    /// <summary>Some places are busier than others, and stay so.</summary>
    private static double Busy(Grid grid) => .4 + (Spread(grid.Code, 1) * 1.6);

    private static (double? Latitude, double? Longitude) Spot(Random random, Grid grid)
    {
        if (!Towns.TryGetValue(grid.Parent ?? "", out var town))
        {
            return (null, null);
        }

        return (
            Math.Round(town.Latitude + ((Spread(grid.Code, 2) - .5) * .05) + ((random.NextDouble() - .5) * .006), 5),
            Math.Round(town.Longitude + ((Spread(grid.Code, 3) - .5) * .06) + ((random.NextDouble() - .5) * .008), 5));
    }

    /// <summary>A number from 0 to 1 that belongs to the code, the same in every run and on every machine.</summary>
    private static double Spread(string code, uint salt)
    {
        var hash = 2166136261u ^ (salt * 747796405u);
        foreach (var c in code)
        {
            hash = (hash ^ c) * 16777619u;
        }

        hash ^= hash >> 15;
        hash *= 2246822519u;
        hash ^= hash >> 13;
        return hash / (double)uint.MaxValue;
    }
}
