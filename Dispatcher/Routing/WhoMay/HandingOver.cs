using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing.WhoMay;

/// <summary>
/// The rules that hold when a person, not routing, says who gets a task. A transfer 转派 may cross grids and pairs, since the members know
/// best; it does not outweigh what keeps a task with the right and unbiased people. From a desk somebody must be able to take what
/// routing found nobody for, so only conflicts count.
/// </summary>
public static class HandingOver
{
    private static readonly HashSet<HardRule> Transfers = [HardRule.Holder, HardRule.Skill, HardRule.Exclusion, HardRule.EarlierStep, HardRule.Leave, HardRule.Capacity];
    private static readonly HashSet<HardRule> Taking = [HardRule.Exclusion, HardRule.EarlierStep];

    /// <summary>What keeps a task from being transferred to a member; null: nothing.</summary>
    public static Task<HardRule?> AgainstTransferAsync(Session session, ReadyTask task, Member to, int open, Catalogue catalogue) =>
        FirstAsync(Transfers, session, task, to, open, catalogue);

    /// <summary>What keeps a member from taking a task from a desk; null: nothing.</summary>
    public static Task<HardRule?> AgainstTakingAsync(Session session, ReadyTask task, Member member, Catalogue catalogue) =>
        FirstAsync(Taking, session, task, member, 0, catalogue);

    private static async Task<HardRule?> FirstAsync(HashSet<HardRule> rules, Session session, ReadyTask ready, Member member, int open, Catalogue catalogue)
    {
        var task = (await RoutingFacts.OfAsync(session, [ready], catalogue))[0];
        return new Eligibility(catalogue).AllAgainst(member, open, task, Eligibility.Until(task)).Where(rules.Contains).Select(rule => (HardRule?)rule).FirstOrDefault();
    }
}
