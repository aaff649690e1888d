using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Routing.Why;
using TaskManager.Dispatcher.Routing.WhoBest;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>Why a task went where it went.</summary>
/// <param name="Number">The task's number.</param>
/// <param name="Sequence">Which of its assignments; 1 is the first.</param>
/// <param name="Member">Who got it; null: the unit's duty desk.</param>
/// <param name="Unit">Code of the unit.</param>
/// <param name="At">When.</param>
/// <param name="Rule">Grid, Unit, Holder, Paired, Roster, DutyDesk, History, TakenFromDesk or Transferred.</param>
/// <param name="Why">In a Chinese sentence.</param>
/// <param name="WhyEn">In an English sentence.</param>
/// <param name="Choice">What it was chosen by; null: nothing was chosen, or the caller is a member, who sees the own sentence and nothing of colleagues.</param>
public sealed record WhyView(string Number, int Sequence, string? Member, string Unit, DateTimeOffset At, string Rule, string Why, string WhyEn, ChoiceView? Choice)
{
    public static WhyView Of(DutyTask task, WhyAssigned why, Catalogue catalogue, bool inFull)
    {
        var assignment = why.Assignment;
        var (chinese, english) = AssignmentSentence.For(assignment, catalogue, toAssignee: !inFull);
        return new WhyView(
            task.Number, assignment.Sequence, assignment.Member, assignment.Unit, assignment.At, assignment.Reason.Rule.ToString(), chinese, english,
            inFull && why.Record is not null ? ChoiceView.Of(why) : null);
    }
}

/// <summary>What an assignment was chosen by.</summary>
/// <param name="CatalogueVersion">Version of the catalogue.</param>
/// <param name="Seed">What decided between equals.</param>
/// <param name="BatchTasks">How many tasks were routed together.</param>
/// <param name="Grid">Code of the grid whose members were asked; null: the whole unit.</param>
/// <param name="Candidates">How many could have got it.</param>
/// <param name="Weights">How much each part of the cost counted, against load.</param>
/// <param name="Best">The cheapest candidates, at most five, the chosen one first.</param>
/// <param name="Excluded">Who could not, by rule.</param>
/// <param name="Again">Who gets it when the choice is made again from what was kept; null: the desk, or it cannot be made again.</param>
/// <param name="Agrees">Whether that is who got it; null: it cannot be made again.</param>
public sealed record ChoiceView(
    int CatalogueVersion,
    int Seed,
    int BatchTasks,
    string? Grid,
    int Candidates,
    IReadOnlyDictionary<string, double> Weights,
    IReadOnlyList<OfferView> Best,
    IReadOnlyList<ExclusionView> Excluded,
    string? Again,
    bool? Agrees)
{
    public static ChoiceView Of(WhyAssigned why)
    {
        var (record, explanation) = (why.Record!, why.Explanation!);
        var weights = why.Duty?.Weights ?? RoutingWeights.Default;
        return new ChoiceView(
            record.CatalogueVersion,
            record.Seed,
            record.Tasks.Count,
            explanation.Grid,
            explanation.Candidates,
            Costs.All.ToDictionary(NameOf, cost => Math.Round(Costs.Weight(weights, cost), 6)),
            [.. explanation.Best.Select(offer => OfferView.Of(offer, weights))],
            [.. explanation.Excluded.Select(each => new ExclusionView(each.Rule.ToString(), AssignmentSentence.Words(each.Rule).Chinese, AssignmentSentence.Words(each.Rule).English, each.Count, each.Members))],
            (why.Again as ToMember)?.Member,
            why.Agrees);
    }

    internal static string NameOf(Cost cost) => char.ToLowerInvariant(cost.ToString()[0]) + cost.ToString()[1..];
}

/// <summary>What a candidate would have cost, all other tasks being where they are.</summary>
/// <param name="Member">Number of the member.</param>
/// <param name="Total">The sum; 1 is the cost of a full load.</param>
/// <param name="Parts">By part: what it is, times its weight.</param>
/// <param name="Full">Whether the member has a full load with the rest of the batch.</param>
public sealed record OfferView(string Member, double Total, IReadOnlyDictionary<string, double> Parts, bool Full)
{
    public static OfferView Of(Offer offer, RoutingWeights weights) => new(
        offer.Member,
        Math.Round(offer.Total, 6),
        Costs.All.ToDictionary(ChoiceView.NameOf, cost => Math.Round(offer.Parts[(int)cost] * Costs.Weight(weights, cost), 6)),
        offer.IsFull);
}

/// <summary>Members kept out by one rule.</summary>
/// <param name="Rule">Grid, HadBefore, Holder, Roster, Pairing, Skill, Exclusion, EarlierStep, Leave, Shift or Capacity.</param>
/// <param name="Why">In Chinese.</param>
/// <param name="WhyEn">In English.</param>
/// <param name="Count">How many.</param>
/// <param name="Members">Their numbers, at most 50; of Grid none.</param>
public sealed record ExclusionView(string Rule, string Why, string WhyEn, int Count, IReadOnlyList<string> Members);
