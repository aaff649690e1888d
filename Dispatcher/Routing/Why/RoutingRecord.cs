using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing.Why;

/// <summary>
/// A batch that was routed: all that the choice was made by, and what came of it, so that it can be made again. Duties stand with
/// their version, members and grids with the catalogue's.
/// </summary>
/// <param name="CatalogueVersion">Version of the catalogue it was routed by.</param>
/// <param name="Seed">What decided between equals.</param>
/// <param name="Tasks">The tasks, in the order of the batch.</param>
/// <param name="Members">What was known of members who came up, where it was anything.</param>
public sealed record RoutingRecord(int CatalogueVersion, int Seed, IReadOnlyList<RoutedTask> Tasks, IReadOnlyDictionary<string, KnownMember> Members)
{
    /// <summary>Of what was asked and answered.</summary>
    public static RoutingRecord Of(Catalogue catalogue, int seed, IReadOnlyList<TaskToRoute> tasks, RoutedBatch routed, IReadOnlyDictionary<string, MemberNow> asked)
    {
        var duties = tasks.Select(task => task.Duty.Code).ToHashSet();
        return new RoutingRecord(
            catalogue.Version,
            seed,
            [.. tasks.Select((task, i) => RoutedTask.Of(task, (routed.Decisions[i] as ToMember)?.Member, routed.Explanations[i]!))],
            asked.Where(each => each.Value.Open is not 0 || each.Value.Past != MemberPast.None)
                .OrderBy(each => each.Key, StringComparer.Ordinal)
                .ToDictionary(each => each.Key, each => KnownMember.Of(each.Value, duties)));
    }

    /// <summary>Makes the choice again.</summary>
    /// <param name="catalogue">The catalogue of <see cref="CatalogueVersion"/>.</param>
    public RoutedBatch Again(Catalogue catalogue) => MemberChoice.For(
        [.. Tasks.Select(task => task.ToRoute(catalogue))],
        catalogue,
        member => Members.GetValueOrDefault(member)?.ToNow() ?? new MemberNow(0, MemberPast.None),
        Seed);
}

/// <summary>A task of a batch; see <see cref="TaskToRoute"/>.</summary>
public sealed record RoutedTask(string Duty, int Version, string Step, string Unit, DateTimeOffset At)
{
    public string? Grid { get; init; }

    public double? Longitude { get; init; }

    public double? Latitude { get; init; }

    public DateTimeOffset? DeadlineAt { get; init; }

    public IReadOnlyList<string>? HadBy { get; init; }

    public IReadOnlyList<string>? EarlierBy { get; init; }

    public IReadOnlyList<string>? Conflicted { get; init; }

    public IReadOnlyList<string>? Holders { get; init; }

    public string? SameMember { get; init; }

    /// <summary>Who got it; null: the desk.</summary>
    public string? Member { get; init; }

    public required Explanation Explanation { get; init; }

    public static RoutedTask Of(TaskToRoute task, string? member, Explanation explanation) => new(task.Duty.Code, task.Duty.Version, task.Step.Code, task.Unit, task.At)
    {
        Grid = task.Grid,
        Longitude = task.Place?.Longitude,
        Latitude = task.Place?.Latitude,
        DeadlineAt = task.DeadlineAt,
        HadBy = Some(task.HadBy),
        EarlierBy = Some(task.EarlierBy),
        Conflicted = Some(task.Conflicted),
        Holders = task.Holders is { } holders ? [.. holders] : null,
        SameMember = task.SameMember,
        Member = member,
        Explanation = explanation,
    };

    public TaskToRoute ToRoute(Catalogue catalogue)
    {
        var duty = catalogue.DutyAt(Duty, Version);
        return new TaskToRoute(duty, duty.Steps.Single(step => step.Code == Step), Unit, At)
        {
            Grid = Grid,
            Place = Longitude is { } longitude && Latitude is { } latitude ? new Position(longitude, latitude) : null,
            DeadlineAt = DeadlineAt,
            HadBy = Set(HadBy),
            EarlierBy = Set(EarlierBy),
            Conflicted = Set(Conflicted),
            Holders = Holders is null ? null : Set(Holders),
            SameMember = SameMember,
        };
    }

    private static List<string>? Some(IReadOnlySet<string> members) => members.Count is 0 ? null : [.. members];

    private static HashSet<string> Set(IReadOnlyList<string>? members) => members is null ? [] : [.. members];
}

/// <summary>What was known of a member; see <see cref="MemberNow"/>. Pace only of the batch's duties.</summary>
public sealed record KnownMember
{
    public int Open { get; init; }

    public int Recent { get; init; }

    /// <summary>Longitude and latitude in turn.</summary>
    public IReadOnlyList<double>? Near { get; init; }

    public IReadOnlyDictionary<string, double>? Pace { get; init; }

    public static KnownMember Of(MemberNow now, IReadOnlySet<string> duties)
    {
        var pace = now.Past.Pace.Where(each => duties.Contains(each.Key)).ToDictionary();
        return new KnownMember
        {
            Open = now.Open,
            Recent = now.Past.Recent,
            Near = now.Past.Near.Count is 0 ? null : [.. now.Past.Near.SelectMany(place => new[] { place.Longitude, place.Latitude })],
            Pace = pace.Count is 0 ? null : pace,
        };
    }

    public MemberNow ToNow() => new(Open, new MemberPast
    {
        Recent = Recent,
        Near = Near is null ? [] : [.. Near.Chunk(2).Select(pair => new Position(pair[0], pair[1]))],
        Pace = Pace ?? MemberPast.None.Pace,
    });
}
