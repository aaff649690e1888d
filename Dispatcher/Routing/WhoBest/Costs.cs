using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing.WhoBest;

/// <summary>
/// What giving a task to a member costs, part by part; see <see cref="Cost"/> for what 1 means. Each part counts as often as the
/// duty's weight of it over its weight of load: load is the yardstick, so that the loads of one batch can be compared across duties.
/// </summary>
internal static class Costs
{
    /// <summary>No part is above this, however bad.</summary>
    public const double PartMax = 3;

    /// <summary>All parts but load together are never above this.</summary>
    public const double TotalMax = 300;

    private const double FarKilometres = 10;

    /// <summary>Where the way is not known: as if it were this.</summary>
    private const double UnknownDistance = 0.5;

    public static readonly Cost[] All = Enum.GetValues<Cost>();

    public static double Load(int open, int capacity) => (double)open / capacity;

    public static double Distance(DistanceFrom? place, IReadOnlyList<Position> near, Position? home)
    {
        if (place is not { } task)
        {
            return 0;
        }

        var nearest = double.PositiveInfinity;
        for (var i = 0; i < near.Count; i++)
        {
            nearest = Math.Min(nearest, task.KilometresTo(near[i]));
        }

        if (near.Count is 0 && home is { } at)
        {
            nearest = task.KilometresTo(at);
        }

        return double.IsPositiveInfinity(nearest) ? UnknownDistance : Math.Min(nearest / FarKilometres, PartMax);
    }

    public static double Skill(Member member, Step step) =>
        step.Skill is { } skill ? (5 - member.SkillLevels.GetValueOrDefault(skill, Member.SkillLevelDefault)) / 4.0 : 0;

    public static double Turnaround(MemberPast past, Duty duty) => Math.Min(past.Pace.GetValueOrDefault(duty.Code, 1), PartMax);

    public static double Fairness(double share, double meanShare) => Math.Min(share / (1 + meanShare), PartMax);

    public static double Urgency(int open, Step step, bool isDue, TimeSpan time) =>
        isDue ? time > TimeSpan.Zero ? Math.Min((open + 1) * ((step.Effort ?? Step.EffortDefault) / time), PartMax) : PartMax : 0;

    public static double Continuity(Member member, string? sameMember) => sameMember is null || sameMember == member.Code ? 0 : 1;

    /// <summary>How much a part counts, against load.</summary>
    public static double Weight(RoutingWeights weights, Cost cost) => cost switch
    {
        Cost.Load => weights.Load,
        Cost.Distance => weights.Distance,
        Cost.Skill => weights.Skill,
        Cost.Turnaround => weights.Turnaround,
        Cost.Fairness => weights.Fairness,
        Cost.Urgency => weights.Urgency,
        Cost.Continuity => weights.Continuity,
        var other => throw new InvalidOperationException($"No weight for {other}."),
    } / weights.Load;
}
