using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing;

/// <summary>Says in a sentence why a task went where it went.</summary>
public static class AssignmentSentence
{
    public static (string Chinese, string English) For(Assignment assignment, Catalogue catalogue)
    {
        var unit = catalogue.FindUnit(assignment.Unit);
        var (name, nameEn) = (unit?.Name ?? assignment.Unit, unit?.NameEn ?? unit?.Name ?? assignment.Unit);
        var reason = assignment.Reason;
        return reason.Rule switch
        {
            AssignmentRule.Grid => (
                $"服务本网格的 {reason.Candidates} 名党员中，在办任务占比最低（{reason.Load}/{reason.Capacity}）。",
                $"Lowest load ({reason.Load} of {reason.Capacity}) among {reason.Candidates} eligible member(s) who serve this grid."),
            AssignmentRule.Unit => (
                $"“{name}”可派的 {reason.Candidates} 名党员中，在办任务占比最低（{reason.Load}/{reason.Capacity}）。",
                $"Lowest load ({reason.Load} of {reason.Capacity}) among {reason.Candidates} eligible member(s) of {nameEn}."),
            AssignmentRule.DutyDesk => (
                $"“{name}”暂无可派党员，转本单位值班台兜底。",
                $"Nobody in {nameEn} was eligible, so its duty desk has it."),
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
}
