using TaskManager.Dispatcher.Routing.WhoMay;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing.Why;

/// <summary>Why a task went where it went.</summary>
/// <param name="Rule">By which rule the candidates were found.</param>
/// <param name="Grid">Code of the grid whose members were asked; the nearest one where nobody serves the task's own. Null: the whole unit.</param>
/// <param name="Candidates">How many members could have got it.</param>
/// <param name="Because">
/// For a member: in which costs the member was ahead of the others, the weightiest first, as names of <see cref="WhoBest.Cost"/>; empty: in none
/// alone, or there was nobody else. For a desk: the rules that left nobody, the most frequent first, as names of <see cref="HardRule"/>.
/// </param>
/// <param name="Best">The cheapest candidates, at most five, the chosen one first.</param>
/// <param name="Excluded">Who may not get it, by rule.</param>
public sealed record Explanation(
    AssignmentRule Rule, string? Grid, int Candidates, IReadOnlyList<string> Because, IReadOnlyList<Offer> Best, IReadOnlyList<Exclusions> Excluded);

/// <summary>What a candidate would cost, everything else being as it was decided.</summary>
/// <param name="Member">Number of the member.</param>
/// <param name="Total">The sum of the weighted parts; 1 is the cost of a full load.</param>
/// <param name="Parts">The parts, unweighted, in the order of <see cref="WhoBest.Cost"/>.</param>
/// <param name="IsFull">Whether the member has a full load with what else of the batch was given.</param>
public sealed record Offer(string Member, double Total, IReadOnlyList<double> Parts, bool IsFull);

/// <summary>Members who may not get a task, by one rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Count">How many.</param>
/// <param name="Members">Their numbers, at most <see cref="NamedMax"/>; of <see cref="HardRule.Grid"/> none.</param>
public sealed record Exclusions(HardRule Rule, int Count, IReadOnlyList<string> Members)
{
    public const int NamedMax = 50;
}
