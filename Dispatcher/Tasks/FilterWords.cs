using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Web;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>How filters, states and numbers of tasks are called on pages.</summary>
internal static class FilterWords
{
    public static string Name(string filter, Language language) => filter switch
    {
        "q" => language["搜索", "Search"],
        "state" => language["状态", "State"],
        "duty" => language["职责", "Duty"],
        "unit" => language["单位", "Unit"],
        "member" => language["承办", "Assignee"],
        "grid" => language["网格", "Grid"],
        "channel" => language["渠道", "Channel"],
        "issuedFrom" => language["派发自", "Issued from"],
        "issuedTo" => language["派发至", "Issued until"],
        "closedFrom" => language["办结自", "Closed from"],
        "closedTo" => language["办结至", "Closed until"],
        "dueFrom" => language["期限自", "Due from"],
        "dueBefore" => language["期限早于", "Due before"],
        "overdue" => language["超期", "Overdue"],
        "automatic" => language["自动反馈", "Automatic"],
        "onTime" => language["按期", "On time"],
        _ => filter,
    };

    public static string Value(string filter, string value, Shown shown, Language language) => filter switch
    {
        "state" => value is TaskFilter.Open ? language["在办", "Open"] : State(Enum.Parse<TaskState>(value), language),
        "duty" => shown.Duty(value),
        "unit" => shown.Unit(value),
        "grid" => shown.Grid(value),
        "overdue" => language["在办且已过期限", "open, past its deadline"],
        "automatic" => value is "true" ? language["由数据自动反馈", "closed by data"] : language["由人反馈", "closed by a person"],
        "onTime" => value is "true" ? language["按期办结", "closed by its deadline"] : language["未按期", "not closed by its deadline"],
        _ => value,
    };

    public static string State(TaskState state, Language language)
    {
        var name = StateNames.Of(state);
        return language[name.Chinese, name.English];
    }

    /// <summary>How many fit: exactly, or at least.</summary>
    public static string Count(TaskCount count, Language language) => count.IsExact
        ? language[$"{Numbers.Whole(count.AtLeast)} 件", count.AtLeast is 1 ? "1 task" : $"{Numbers.Whole(count.AtLeast)} tasks"]
        : language[$"{Numbers.Whole(count.AtLeast)}+ 件", $"{Numbers.Whole(count.AtLeast)}+ tasks"];

    /// <summary>The day a number begins with, <c>2026-11-22</c>.</summary>
    public static string DayOf(string number) => number.Length >= 10 ? $"{number[2..6]}-{number[6..8]}-{number[8..10]}" : number;
}
