using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Demo;

/// <summary>What is done about one step of a matter.</summary>
public enum DemoActKind
{
    /// <summary>A member accepts.</summary>
    Accept,

    /// <summary>A member reports.</summary>
    Report,

    /// <summary>A register answers.</summary>
    Check,
}

/// <summary>One act of the month.</summary>
/// <param name="At">When.</param>
/// <param name="Matter">The demo's own id of the matter.</param>
/// <param name="Step">Code of the step.</param>
/// <param name="Kind">What is done.</param>
/// <param name="By">For a check its name; empty: whoever has the task.</param>
/// <param name="Note">What is reported.</param>
/// <param name="Fields">The form's values, or the evidence.</param>
public sealed record DemoAct(DateTimeOffset At, string Matter, string Step, DemoActKind Kind, string By, string Note, IReadOnlyDictionary<string, string> Fields);

/// <summary>What happens within a slice of the month, saved in one transaction.</summary>
/// <param name="End">Its end; what it makes ready starts there.</param>
/// <param name="Requests">Issued first.</param>
/// <param name="Acts">In the order of time.</param>
public sealed record DemoSlot(DateTimeOffset End, IReadOnlyList<MatterRequest> Requests, IReadOnlyList<DemoAct> Acts);

/// <summary>
/// Draws a month of a city's work before an instant: days and hours with their rhythm, a day of heavy rain, members who are
/// quick or late or away, registers that answer at once. A function of seed, end and catalogue, so that a start after a
/// crash goes on with the same month.
/// </summary>
public static class DemoMonth
{
    public const int Days = 30;

    /// <summary>Matters on an average day; with their later steps they make some 8,000 tasks a month.</summary>
    private const double MattersADay = 190;

    /// <summary>Matters more on the day of rain.</summary>
    private const int RainMatters = 420;

    /// <summary>The day of rain, counted back from the end.</summary>
    private const int RainDaysAgo = 9;

    /// <summary>How long ago water or power was off somewhere; the last time is not over yet.</summary>
    private static readonly TimeSpan[] Incidents = [TimeSpan.FromMinutes(40), TimeSpan.FromHours(99), TimeSpan.FromHours(291), TimeSpan.FromHours(488)];

    /// <summary>Calls about it, within half an hour.</summary>
    private const int IncidentCalls = 32;

    /// <summary>Of 1,000 tasks, how many nobody ever does.</summary>
    private const int ForgottenPermille = 14;

    /// <summary>Villages whose members are away for some days, so that their work waits.</summary>
    private const int AwayCount = 22;

    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(30);

    /// <summary>The last hours are written minute by minute: boards show them so.</summary>
    private static readonly TimeSpan FineSlot = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Fine = TimeSpan.FromMinutes(90);

    /// <summary>Monday first.</summary>
    private static readonly double[] Week = [1.3, 1.15, 1.05, 1.05, .95, .3, .2];

    /// <summary>How much comes in by the hour of the day: two peaks, a lunch, a quiet night.</summary>
    private static readonly double[] Hours = [.04, .03, .02, .02, .02, .04, .1, .3, 1, 1.5, 1.4, .9, .35, .6, 1.25, 1.3, 1.1, .7, .3, .22, .18, .14, .1, .06];

    /// <summary>How long members take, as a share of the time allowed: the median, and how far it spreads.</summary>
    private static readonly Dictionary<string, (double Median, double Spread)> Pace = new()
    {
        ["hotline-request"] = (.38, .7),
        ["hotline-urgent"] = (.3, .75),
        ["hotline-noise"] = (.4, .7),
        [DemoRequests.FloodDuty] = (.42, .75),
        ["property-service-dispute"] = (.6, .7),
        ["dispute-mediation"] = (.55, .7),
        ["credit-triggered-inspection"] = (.5, .6),
        ["self-built-house-screening"] = (.45, .8),
        ["fire-hazard-inspection"] = (.4, .7),
        ["newborn-settlement"] = (.25, .7),
    };

    private static readonly (double Median, double Spread) UsualPace = (.33, .75);

    private static readonly TimeSpan OnWatch = TimeSpan.FromHours(8);

    /// <summary>Taken for steps without a deadline.</summary>
    private static readonly TimeSpan UsualWithin = TimeSpan.FromDays(3);

    /// <summary>What happens in the month, slot by slot.</summary>
    public static IReadOnlyList<DemoSlot> For(int seed, DateTimeOffset end, Catalogue catalogue)
    {
        var random = new Random(seed);
        var requests = new DemoRequests(catalogue);
        var away = Away(random, end, catalogue);
        var issued = Requests(random, requests, end, catalogue.Zone);
        var acts = issued.SelectMany(request => Acts(random, request, end, catalogue, away)).ToList();

        var requestsBySlot = issued.ToLookup(request => SlotEnd(request.IssuedAt!.Value, end));
        var actsBySlot = acts.ToLookup(act => SlotEnd(act.At, end));
        return requestsBySlot.Select(slot => slot.Key).Union(actsBySlot.Select(slot => slot.Key)).Order()
            .Select(slot => new DemoSlot(slot, [.. requestsBySlot[slot]], [.. actsBySlot[slot].OrderBy(act => act.At).ThenBy(act => act.Kind)]))
            .ToList();
    }

    /// <summary>Everything that is issued, in order of time.</summary>
    private static List<MatterRequest> Requests(Random random, DemoRequests requests, DateTimeOffset end, TimeZoneInfo zone)
    {
        var hours = new Draw<int>(Hours.Select((weight, hour) => (hour, weight)));
        var rainHours = new Draw<int>(Enumerable.Range(4, 17).Select(hour => (hour, hour is >= 6 and < 10 ? 8d : 1d)));
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(end, zone).Date);
        var from = end.AddDays(-Days);
        var issued = new List<MatterRequest>();
        for (var back = Days; back >= 0; back--)
        {
            var day = today.AddDays(-back);
            var count = MattersADay * Week[((int)day.DayOfWeek + 6) % 7] * (.9 + (random.NextDouble() * .2));
            Add(day, (int)count, hours, isRain: false);
            if (back is RainDaysAgo)
            {
                Add(day, RainMatters, rainHours, isRain: true);
            }
        }

        foreach (var ago in Incidents)
        {
            issued.AddRange(requests.Incident(random, IncidentCalls, i => ($"i-{ago.TotalHours:F0}-{i:D3}", end - ago + TimeSpan.FromMinutes(random.NextDouble() * 30))));
        }

        return [.. issued.OrderBy(request => request.IssuedAt)];

        void Add(DateOnly day, int count, Draw<int> when, bool isRain)
        {
            for (var i = 0; i < count; i++)
            {
                var local = day.ToDateTime(new TimeOnly(when.One(random), random.Next(60), random.Next(60), random.Next(1000)));
                var at = new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
                var id = $"{(isRain ? 'r' : 'm')}-{day:yyyyMMdd}-{i:D3}";
                var request = isRain ? requests.Flood(random, id, at) ?? requests.Usually(random, id, at) : requests.Usually(random, id, at);
                if (at >= from && at < end)
                {
                    issued.Add(request);
                }
            }
        }
    }

    /// <summary>What is done about a matter before the end.</summary>
    private static List<DemoAct> Acts(Random random, MatterRequest request, DateTimeOffset end, Catalogue catalogue, IReadOnlyDictionary<string, (DateTimeOffset From, DateTimeOffset To)> away)
    {
        var duty = catalogue.FindDuty(request.Duty)!;
        var closed = new Dictionary<string, DateTimeOffset>();
        var acts = new List<DemoAct>();
        foreach (var step in duty.Steps)
        {
            if (!step.After.All(closed.ContainsKey))
            {
                continue;
            }

            var start = step.After.Count is 0 ? request.IssuedAt!.Value : SlotEnd(step.After.Max(before => closed[before]), end);
            if (step.Check is { } check && DemoRequests.IsAnswered(request, check))
            {
                var at = start.AddSeconds(1 + (random.NextDouble() * 20));
                acts.Add(new DemoAct(at, request.ExternalId!, step.Code, DemoActKind.Check, check.Name, "", DemoReports.Evidence(check.Name)));
                closed[step.Code] = at;
                continue;
            }

            var (accepted, done) = Persons(random, request, duty, step, start, catalogue, away);
            acts.Add(new DemoAct(accepted, request.ExternalId!, step.Code, DemoActKind.Accept, "", "", Nothing));
            if (random.Next(1000) >= ForgottenPermille)
            {
                acts.Add(new DemoAct(done, request.ExternalId!, step.Code, DemoActKind.Report, "", DemoWords.Note(random, duty.Code), DemoReports.Fields(random, step, done)));
                closed[step.Code] = done;
            }
        }

        acts.RemoveAll(act => act.At >= end);
        return acts;
    }

    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>When a person accepts and when they are done.</summary>
    private static (DateTimeOffset Accepted, DateTimeOffset Done) Persons(
        Random random, MatterRequest request, Duty duty, Step step, DateTimeOffset start, Catalogue catalogue, IReadOnlyDictionary<string, (DateTimeOffset From, DateTimeOffset To)> away)
    {
        var (median, spread) = Pace.GetValueOrDefault(duty.Code, UsualPace);
        var takes = (step.Within ?? UsualWithin) * median * Math.Exp(spread * Normal(random));
        var acceptedAfter = takes * (.04 + (random.NextDouble() * .5));
        var from = start;
        if (step.Unit is null && away.TryGetValue(request.Grid ?? "", out var leave) && start >= leave.From && start < leave.To)
        {
            from = leave.To;
        }

        // What is due within hours has somebody on watch.
        var isAlways = step.Within <= OnWatch || step.Unit is "hotline";
        var done = isAlways ? from + takes : AtWork(random, from + takes, catalogue.Zone);
        var accepted = isAlways ? from + acceptedAfter : AtWork(random, from + acceptedAfter, catalogue.Zone);

        // A third take it up only when they do it.
        return (random.Next(3) is 0 || accepted > done ? done : accepted, done);
    }

    /// <summary>Work that would be done at night or at a weekend is done in the next morning that is worked; some do it all the same.</summary>
    private static DateTimeOffset AtWork(Random random, DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var isOff = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || local.Hour is < 8 or >= 19;
        if (!isOff || (local.Hour is >= 8 and < 22 && random.Next(6) is 0))
        {
            return at;
        }

        var day = DateOnly.FromDateTime(local.DateTime);
        if (local.Hour >= 8)
        {
            day = day.AddDays(1);
        }

        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
        {
            day = day.AddDays(1);
        }

        var morning = day.ToDateTime(new TimeOnly(8, 10)).AddMinutes(random.NextDouble() * random.NextDouble() * 540);
        return new DateTimeOffset(morning, zone.GetUtcOffset(morning)).ToUniversalTime();
    }

    /// <summary>Villages whose members are away, and when.</summary>
    private static Dictionary<string, (DateTimeOffset From, DateTimeOffset To)> Away(Random random, DateTimeOffset end, Catalogue catalogue)
    {
        var villages = catalogue.Grids.Where(grid => grid.Parent is not null).Select(grid => grid.Code).Order(StringComparer.Ordinal).ToList();
        var away = new Dictionary<string, (DateTimeOffset, DateTimeOffset)>();
        while (away.Count < Math.Min(AwayCount, villages.Count))
        {
            var from = end.AddDays(-random.Next(2, 27));
            away[DemoWords.One(random, villages)] = (from, from.AddDays(random.Next(3, 10)));
        }

        return away;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>The end of the slot an instant lies in, counted back from the month's end.</summary>
    private static DateTimeOffset SlotEnd(DateTimeOffset at, DateTimeOffset end)
    {
        var back = end - at;
        var slot = back <= Fine ? FineSlot : Slot;
        return end - (slot * Math.Floor(back / slot));
    }
}
