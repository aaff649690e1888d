using System.Globalization;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>One page of tasks, newest day of issue first.</summary>
/// <param name="Items">The tasks.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null on the last.</param>
public sealed record TaskPage(IReadOnlyList<DutyTask> Items, string? Next)
{
    /// <summary>
    /// The page ended because as many tasks as one page may cost were looked at, not because it is full: older ones may fit, and
    /// <see cref="Next"/> goes on from there.
    /// </summary>
    public bool IsCut { get; init; }

    /// <summary>How many there are in all; null: not asked for.</summary>
    public TaskCount? Count { get; init; }
}

/// <summary>How many tasks fit.</summary>
/// <param name="AtLeast">So many were found.</param>
/// <param name="IsExact">Whether these are all.</param>
public readonly record struct TaskCount(int AtLeast, bool IsExact);

/// <summary>
/// Lists tasks at a bounded cost, whatever the filters and however many tasks there are (docs/decisions/025). Of all the ways to find
/// what is asked for, one that has few rows is read whole. Where none has, the one that names most is followed in order, newest
/// first, until the page is full or the bound is reached; then the page says so, and the next one goes on.
/// </summary>
public sealed class TaskList(Database database, TimeProvider clock, int lookedAtMax = TaskList.LookedAtMax)
{
    /// <summary>Rows looked at for one page, and again for its count. 8,000 are about 20 ms on either database; doubling it doubles that.</summary>
    public const int LookedAtMax = 8_000;

    /// <summary>By how much fewer where subjects are searched: each row costs a second look, at its matter.</summary>
    private const int WordsCost = 2;

    /// <summary>Counted no further.</summary>
    public const int CountMax = 1_000;

    /// <summary>Most units or grids that are followed side by side; each costs two round trips.</summary>
    private const int StreamsMax = 12;

    private const string AfterAllNumbers = "S";

    /// <summary>Shares of the bound that are looked at in one go: most pages are full after the first.</summary>
    private static readonly int[] WindowShares = [32, 8, 1];

    /// <summary>One page.</summary>
    public Task<TaskPage> PageAsync(TaskFilter filter, Caller caller, Catalogue catalogue, CancellationToken cancel, bool withCount = false)
    {
        if (IsImpossible(filter))
        {
            return Task.FromResult(new TaskPage([], null) { Count = withCount ? new TaskCount(0, true) : null });
        }

        var wanted = Wanted.Of(filter, caller, catalogue, clock.GetUtcNow()) with { LookedAtMax = filter.Words.Count > 0 ? lookedAtMax / WordsCost : lookedAtMax };
        return database.ReadAsync(async session =>
        {
            var way = await ChooseAsync(session, wanted);
            var page = way.IsSmall ? await WholeAsync(session, wanted, way) : await InOrderAsync(session, wanted, way);
            return withCount ? page with { Count = await CountAsync(session, wanted, way, filter.After is null ? page : null) } : page;
        }, cancel);
    }

    /// <summary>Asks for tasks that are closed and are not: nothing needs to be looked at to know the answer.</summary>
    private static bool IsImpossible(TaskFilter filter) =>
        (filter.Overdue || filter.State is not (null or nameof(TaskState.Closed)))
        && (filter.Automatic is not null || filter.OnTime is true || filter.ClosedFrom is not null || filter.ClosedTo is not null || (filter.Overdue && filter.State is nameof(TaskState.Closed)));

    /// <summary>How requests came in so far, for choosing; at most 50.</summary>
    public Task<IReadOnlyList<string>> ChannelsAsync(CancellationToken cancel) => database.ReadAsync(session => session.QueryAsync<string>("channels-of-tasks"), cancel);

    /// <summary>A way to find tasks: queries over one index, one or several side by side.</summary>
    /// <param name="Streams">Name of the way and the value at which its index is read.</param>
    /// <param name="IsSmall">All its rows together are few, so they may be read whole and in any order.</param>
    private sealed record Way(IReadOnlyList<(string By, string? At)> Streams, bool IsSmall);

    /// <summary>The first way with few rows; else the first that can be followed in order. They are tried in the order of what usually names most.</summary>
    private static async Task<Way> ChooseAsync(Session session, Wanted wanted)
    {
        Way? inOrder = null;
        foreach (var (small, streams) in Ways(wanted))
        {
            // A member's own tasks and desks are several indexes: they have no common name to be read whole under.
            var rows = !wanted.SeesAll && streams.Count > 1
                ? int.MaxValue
                : await session.FindAsync<long>($"{(streams.Count is 1 ? "some-tasks-in-range" : "some-tasks")}/{small}", wanted.With(streams is [var one] ? one.At : null, wanted.LookedAtMax));
            if (rows < wanted.LookedAtMax)
            {
                return new Way([(small, streams is [var first] ? first.At : null)], IsSmall: true);
            }

            inOrder ??= streams.Count > 0 ? new Way(streams, IsSmall: false) : null;
        }

        return inOrder ?? new Way([("number", null)], IsSmall: false);
    }

    /// <summary>Ways that hold all that is wanted: the name under which all rows are read, and the streams to follow them in order; none: there is no order.</summary>
    private static IEnumerable<(string Small, IReadOnlyList<(string By, string? At)> Streams)> Ways(Wanted wanted)
    {
        if (!wanted.SeesAll)
        {
            yield return ("member", [("member", wanted.OwnMember), .. wanted.DeskList.Select(desk => ("desk", (string?)desk))]);
            yield break;
        }

        if (wanted.IsNumberAsked)
        {
            yield return ("number", [("number", null)]);
        }

        if (wanted.Member is { } member)
        {
            yield return ("member", [("member", member)]);
        }

        if (wanted.State is { } state and not (TaskFilter.Open or nameof(TaskState.Closed)))
        {
            yield return ("state", [("state", state)]);
        }

        if (wanted.Overdue)
        {
            yield return ("overdue", []);
        }

        if (wanted.GridList is { } grids)
        {
            yield return grids is [var grid] ? ("grid", [("grid", grid)]) : ("grids", Streams("grid", grids));
        }

        if (wanted.UnitList is { } units)
        {
            yield return units is [var unit] ? ("unit", [("unit", unit)]) : ("units", Streams("unit", units));
        }

        if (wanted.State is TaskFilter.Open)
        {
            yield return ("open", []);
        }

        if (wanted.Duty is { } duty)
        {
            yield return ("duty", [("duty", duty)]);
        }

        if (wanted.HasClosing)
        {
            yield return ("closing", []);
        }

        if (wanted.Channel is { } channel)
        {
            yield return ("channel", [("channel", channel)]);
        }

        yield return ("number", [("number", null)]);

        static IReadOnlyList<(string, string?)> Streams(string by, IReadOnlyList<string> codes) =>
            codes.Count <= StreamsMax ? [.. codes.Select(code => (by, (string?)code))] : [];
    }

    private static async Task<TaskPage> WholeAsync(Session session, Wanted wanted, Way way)
    {
        var (by, at) = way.Streams[0];
        var rows = await session.QueryAsync<TaskRow>($"page-of-tasks/{by}", wanted.With(at, wanted.Limit + 1));
        return Page(rows, wanted.Limit);
    }

    /// <summary>Follows the streams and merges what fits, down to where all of them have come.</summary>
    private static async Task<TaskPage> InOrderAsync(Session session, Wanted wanted, Way way)
    {
        var found = new List<TaskRow>();
        var floor = "";
        foreach (var (by, at) in way.Streams)
        {
            var (rows, end) = await FollowAsync(session, wanted, by, at, Share(wanted, way));
            found.AddRange(rows);
            floor = end is not null && string.CompareOrdinal(end, floor) > 0 ? end : floor;
        }

        var page = Page([.. found.Where(row => string.CompareOrdinal(row.Number, floor) >= 0).OrderByDescending(row => row.Number, StringComparer.Ordinal)], wanted.Limit);
        return page.Next is null && floor.Length > 0 ? page with { Next = floor, IsCut = true } : page;
    }

    /// <summary>One stream, in windows that grow.</summary>
    /// <returns>What fits, and the number down to which that is all; null: to the end.</returns>
    private static async Task<(List<TaskRow> Rows, string? End)> FollowAsync(Session session, Wanted wanted, string by, string? at, int most)
    {
        var rows = new List<TaskRow>();
        var left = most;
        foreach (var share in WindowShares)
        {
            var window = share is 1 ? left : Math.Min(Math.Max(1, most / share), left);
            var end = await session.FindAsync<WindowEnd>($"end-of-window/{by}", wanted.With(at, window));
            if (end is not { Number: { } last })
            {
                return (rows, null);
            }

            var missing = wanted.Limit + 1 - rows.Count;
            var more = await session.QueryAsync<TaskRow>($"page-of-tasks/{by}", (wanted with { NumberFrom = last }).With(at, missing));
            rows.AddRange(more);
            if (more.Count == missing)
            {
                return (rows, more[^1].Number);
            }

            if (end.Count < window)
            {
                return (rows, null);
            }

            left -= window;
            wanted = wanted with { NumberBefore = last };
            if (left <= 0)
            {
                break;
            }
        }

        return (rows, wanted.NumberBefore);
    }

    private static async Task<TaskCount> CountAsync(Session session, Wanted wanted, Way way, TaskPage? whole)
    {
        if (whole is { Next: null } or { IsCut: true })
        {
            return new TaskCount(whole.Items.Count, !whole.IsCut);
        }

        wanted = wanted with { NumberBefore = wanted.NumberBeforeAll };
        var (count, isExact) = (0L, true);
        foreach (var (by, at) in way.Streams)
        {
            var within = wanted;
            if (!way.IsSmall && wanted.IsPicky)
            {
                var end = await session.FindAsync<WindowEnd>($"end-of-window/{by}", wanted.With(at, Share(wanted, way)));
                within = end?.Number is { } last && end.Count == Share(wanted, way) ? wanted with { NumberFrom = last } : wanted;
                isExact &= ReferenceEquals(within, wanted);
            }

            count += await session.FindAsync<long>($"count-wanted-tasks/{by}", within.With(at, CountMax + 1));
            if (count > CountMax)
            {
                return new TaskCount(CountMax, false);
            }
        }

        return new TaskCount((int)count, isExact);
    }

    /// <summary>Rows that may be looked at in one of the way's streams.</summary>
    private static int Share(Wanted wanted, Way way) => Math.Max(1, wanted.LookedAtMax / way.Streams.Count);

    private static TaskPage Page(IReadOnlyList<TaskRow> rows, int limit)
    {
        var items = rows.Take(limit).Select(row => row.ToTask()).ToList();
        return new TaskPage(items, rows.Count > limit ? items[^1].Number : null);
    }

    private sealed class WindowEnd
    {
        public string? Number { get; init; }

        public long Count { get; init; }
    }

    /// <summary>What is asked for, in the form the queries take.</summary>
    private sealed record Wanted
    {
        public string? State { get; init; }

        public string? Duty { get; init; }

        public string? Member { get; init; }

        public string? Channel { get; init; }

        public IReadOnlyList<string>? UnitList { get; init; }

        public IReadOnlyList<string>? GridList { get; init; }

        public long IssuedFrom { get; init; }

        public long IssuedTo { get; init; }

        public bool HasClosing { get; init; }

        public long ClosedFrom { get; init; }

        public long ClosedTo { get; init; }

        public long? DueFrom { get; init; }

        public long? DueBefore { get; init; }

        public bool Overdue { get; init; }

        public int? Automatic { get; init; }

        public int? OnTime { get; init; }

        public IReadOnlyList<string> WordList { get; init; } = [];

        /// <summary>Duties whose subjects the caller sees masked, so that a search must not tell them.</summary>
        public IReadOnlyList<string> AboutPersonsList { get; init; } = [];

        /// <summary>A word has digits, and the caller sees numbers of persons masked: digit by digit, a search would tell the rest of them.</summary>
        public bool HidesNumbers { get; init; }

        public bool SeesAll { get; init; }

        public string OwnMember { get; init; } = "";

        public IReadOnlyList<string> DeskList { get; init; } = [];

        public long Now { get; init; }

        public string NumberFrom { get; init; } = "";

        public string NumberBefore { get; init; } = "";

        /// <summary>The same on the first page.</summary>
        public string NumberBeforeAll { get; init; } = "";

        public int Limit { get; init; }

        public int LookedAtMax { get; init; }

        /// <summary>A number, or the beginning of one, is looked for.</summary>
        public bool IsNumberAsked { get; init; }

        /// <summary>Rows of a way may not fit, so counting those that do must be bounded by rows too.</summary>
        public bool IsPicky { get; init; }

        public static Wanted Of(TaskFilter filter, Caller caller, Catalogue catalogue, DateTimeOffset now)
        {
            var scope = caller.ScopeIn(catalogue);
            var units = filter.Unit is { } unit ? catalogue.UnitsUnder(unit).Where(scope.Holds) : scope.Units;
            var (from, before) = Numbers(filter, catalogue.Zone);
            return new Wanted
            {
                State = filter.State,
                Duty = filter.Duty,
                Member = filter.Member,
                Channel = filter.Channel,
                UnitList = units?.Order(StringComparer.Ordinal).ToList(),
                GridList = filter.Grid is { } grid ? Within(grid, catalogue) : null,
                IssuedFrom = filter.IssuedFrom?.At.ToUnixTimeMilliseconds() ?? long.MinValue,
                IssuedTo = filter.IssuedTo?.At.ToUnixTimeMilliseconds() ?? long.MaxValue,
                HasClosing = filter.ClosedFrom is not null || filter.ClosedTo is not null,
                ClosedFrom = filter.ClosedFrom?.At.ToUnixTimeMilliseconds() ?? long.MinValue,
                ClosedTo = filter.ClosedTo?.At.ToUnixTimeMilliseconds() ?? long.MaxValue,
                DueFrom = filter.DueFrom?.At.ToUnixTimeMilliseconds(),
                DueBefore = filter.DueBefore?.At.ToUnixTimeMilliseconds(),
                Overdue = filter.Overdue,
                Automatic = filter.Automatic is { } automatic ? (automatic ? 1 : 0) : null,
                OnTime = filter.OnTime is { } onTime ? (onTime ? 1 : 0) : null,
                WordList = filter.Words,
                AboutPersonsList = caller.Oversees ? [.. PersonalData.DutiesAbout(catalogue.DutyVersions)] : [],
                HidesNumbers = caller.Oversees && filter.Words.Any(word => word.Any(char.IsAsciiDigit)),
                SeesAll = caller.Oversees,
                OwnMember = caller.Member ?? "",
                DeskList = caller.Oversees ? [] : caller.DesksIn(catalogue),
                Now = now.ToUnixTimeMilliseconds(),
                NumberFrom = from,
                NumberBefore = filter.After is { } after && string.CompareOrdinal(after, before) < 0 ? after : before,
                NumberBeforeAll = before,
                Limit = filter.Limit,
                IsNumberAsked = filter.NumberBeginning is not null,
                IsPicky = !filter.IsEmpty || !caller.Oversees || units is not null,
            };
        }

        /// <summary>The parameters of a query at a place of its index.</summary>
        public object With(string? at, int most) => new
        {
            At = at,
            Most = most,
            State,
            Duty,
            Member,
            Channel,
            Units = UnitList is null ? null : SqlValues.ToList(UnitList),
            Grids = GridList is null ? null : SqlValues.ToList(GridList),
            IssuedFrom,
            IssuedTo,
            HasClosing,
            ClosedFrom,
            ClosedTo,
            DueFrom,
            DueBefore,
            Overdue,
            Automatic,
            OnTime,
            Words = WordList.Count is 0 ? null : SqlValues.ToList(WordList),
            AboutPersons = SqlValues.ToList(AboutPersonsList),
            HidesNumbers,
            SeesAll,
            OwnMember,
            Desks = SqlValues.ToList(DeskList),
            Now,
            NumberFrom,
            NumberBefore,
        };

        /// <summary>Numbers begin with the day of issue. Nothing is closed or due before it is issued, so those ranges bound the numbers too.</summary>
        private static (string From, string Before) Numbers(TaskFilter filter, TimeZoneInfo zone)
        {
            var from = filter.IssuedFrom is { } first ? $"RW{DayOf(first.At, 0, zone)}" : "";
            var before = AfterAllNumbers;
            foreach (var end in (Moment?[])[filter.IssuedTo, filter.ClosedTo, filter.DueBefore])
            {
                if (end is { } last && $"RW{DayOf(last.At, 1, zone)}" is var bound && string.CompareOrdinal(bound, before) < 0)
                {
                    before = bound;
                }
            }

            if (filter.NumberBeginning is { } beginning)
            {
                from = string.CompareOrdinal(beginning, from) > 0 ? beginning : from;
                before = string.CompareOrdinal(beginning + "~", before) < 0 ? beginning + "~" : before;
            }

            return (from, before);
        }

        private static string DayOf(DateTimeOffset at, int daysMore, TimeZoneInfo zone) =>
            TimeZoneInfo.ConvertTime(at, zone).AddDays(daysMore).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

        private static List<string> Within(string grid, Catalogue catalogue)
        {
            var below = catalogue.Grids.Where(each => each.Parent is not null).ToLookup(each => each.Parent!, each => each.Code);
            var all = new List<string> { grid };
            for (var i = 0; i < all.Count; i++)
            {
                all.AddRange(below[all[i]]);
            }

            return all;
        }
    }
}
