using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing.WhoBest;
using TaskManager.Dispatcher.Routing.WhoMay;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing.Why;

/// <summary>Says in a sentence why a task went where it went, in words for whoever got it.</summary>
public static class AssignmentSentence
{
    /// <param name="assignment">The assignment.</param>
    /// <param name="catalogue">Names of units.</param>
    /// <param name="toAssignee">Whether the assignee reads it.</param>
    public static (string Chinese, string English) For(Assignment assignment, Catalogue catalogue, bool toAssignee = false)
    {
        var unit = catalogue.FindUnit(assignment.Unit);
        var (name, nameEn) = (unit?.Name ?? assignment.Unit, unit?.NameEn ?? unit?.Name ?? assignment.Unit);
        var reason = assignment.Reason;
        return reason.Rule switch
        {
            AssignmentRule.Grid => Best(reason, toAssignee, "服务本网格", "who serve this grid"),
            AssignmentRule.Unit => Best(reason, toAssignee, $"“{name}”", $"of {nameEn}"),
            AssignmentRule.Holder => Best(reason, toAssignee, "指定承办", "it is meant for"),
            AssignmentRule.Roster => Best(reason, toAssignee, "活动值班表上", "on the event's roster"),
            AssignmentRule.Paired => (toAssignee ? "您与这位对象结对，一直由您负责。" : "与对象结对，一直由其负责。", "Paired with the subject, and so keeps it."),
            AssignmentRule.DutyDesk => Desk(reason, name, nameEn),
            AssignmentRule.History => (
                "按历史记录中的经办人导入。",
                "Imported with the assignee that the record names."),
            AssignmentRule.TakenFromDesk => (
                $"由党员从“{name}”值班台领取。",
                $"Taken by the member from the duty desk of {nameEn}."),
            AssignmentRule.Transferred when assignment.Member is null => (
                $"由上一位承办人转到“{name}”值班台。",
                $"Transferred by the assignee before to the duty desk of {nameEn}."),
            AssignmentRule.Transferred => (
                "由同单位的上一位承办人转来。",
                "Transferred by the assignee before, of the same unit."),
            var other => throw new InvalidOperationException($"No sentence for {other}."),
        };
    }

    /// <summary>Why somebody was kept out, for lists: 满负荷.</summary>
    public static (string Chinese, string English) Words(HardRule rule) => rule switch
    {
        HardRule.Grid => ("服务其他网格", "serves another grid"),
        HardRule.HadBefore => ("此前承办过", "had it before"),
        HardRule.Holder => ("指定他人承办", "it is meant for somebody else"),
        HardRule.Roster => ("不在活动值班表上", "not on the event's roster"),
        HardRule.Pairing => ("对象已与他人结对", "somebody else is paired with the subject"),
        HardRule.Skill => ("没有所需特长", "lacks the skill"),
        HardRule.Exclusion => ("需要回避", "has a conflict of interest"),
        HardRule.EarlierStep => ("办过互斥的环节", "did an earlier step that excludes this one"),
        HardRule.Leave => ("休假", "on leave"),
        HardRule.Shift => ("期限内当班时间不够", "too little time on shift before the deadline"),
        HardRule.Capacity => ("满负荷", "has a full load"),
        var other => throw new InvalidOperationException($"No words for {other}."),
    };

    /// <summary>A part of the cost, for tables: 负荷.</summary>
    public static (string Chinese, string English) Words(Cost cost) => cost switch
    {
        Cost.Load => ("负荷", "Load"),
        Cost.Distance => ("距离", "Distance"),
        Cost.Skill => ("特长", "Skill"),
        Cost.Turnaround => ("时效", "Turnaround"),
        Cost.Fairness => ("均衡", "Fairness"),
        Cost.Urgency => ("紧急", "Urgency"),
        Cost.Continuity => ("延续", "Continuity"),
        var other => throw new InvalidOperationException($"No words for {other}."),
    };

    private static (string, string) Best(AssignmentReason reason, bool toAssignee, string among, string amongEn)
    {
        var you = toAssignee ? "您" : "";
        if (reason.Candidates <= 1)
        {
            return ($"{among}可派的只有{(toAssignee ? "您" : "这一名党员")}（在办 {reason.Load}/{reason.Capacity}）。", $"The only eligible member {amongEn} ({reason.Load} of {reason.Capacity} in hand).");
        }

        var (members, membersEn) = ($"{among}可派的 {reason.Candidates} 名党员中", $"among {reason.Candidates} eligible members {amongEn}");
        var strengths = reason.Because.Select(name => Enum.TryParse<Cost>(name, out var cost) ? cost : (Cost?)null).OfType<Cost>().Select(cost => Strength(cost, reason, you)).ToList();
        return strengths.Count is 0
            ? ($"{members}，综合各项{you}最合适（在办 {reason.Load}/{reason.Capacity}）。", $"The best choice overall {membersEn} ({reason.Load} of {reason.Capacity} in hand).")
            : ($"{members}，{string.Join("、", strengths.Select(each => each.Chinese))}。", $"{Capital(string.Join(", ", strengths.Select(each => each.English)))} {membersEn}.");
    }

    private static (string Chinese, string English) Strength(Cost cost, AssignmentReason reason, string you) => cost switch
    {
        Cost.Load => ($"{you}在办任务占比最低（{reason.Load}/{reason.Capacity}）", $"lowest load ({reason.Load} of {reason.Capacity})"),
        Cost.Distance => (you.Length > 0 ? "离您最近" : "离任务最近", "nearest"),
        Cost.Skill => ($"{you}特长最合适", "most skilled"),
        Cost.Turnaround => ($"{you}办这类事最快", "quickest at this duty"),
        Cost.Fairness => ($"{you}近 30 天任务最少", "fewest tasks in 30 days"),
        Cost.Urgency => ($"{you}最能按期办完", "likeliest to make the deadline"),
        Cost.Continuity => ($"{you}办过同一对象的事", "had the same subject before"),
        var other => throw new InvalidOperationException($"No words for {other}."),
    };

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static (string, string) Desk(AssignmentReason reason, string name, string nameEn)
    {
        var rules = reason.Because.Select(each => Enum.TryParse<HardRule>(each, out var rule) ? rule : (HardRule?)null).OfType<HardRule>().Select(Words).ToList();
        return rules.Count is 0
            ? ($"“{name}”暂无可派党员，转本单位值班台兜底。", $"Nobody in {nameEn} was eligible, so its duty desk has it.")
            : ($"“{name}”暂无可派党员（{string.Join("、", rules.Select(rule => rule.Chinese))}），转本单位值班台兜底。",
                $"Nobody in {nameEn} was eligible ({string.Join(", ", rules.Select(rule => rule.English))}), so its duty desk has it.");
    }
}
