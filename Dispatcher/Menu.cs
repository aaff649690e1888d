using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher;

/// <summary>The main menu, in the order it is shown. The first entry of a role is where its people begin.</summary>
public static class Menu
{
    public static readonly IReadOnlyList<NavigationEntry> Entries =
    [
        new("/board", "督导看板", "Board", nameof(Role.Supervisor)),
        new("/my", "我的任务", "My tasks", nameof(Role.Member)),
        new("/tasks", "任务", "Tasks", nameof(Role.Committee), nameof(Role.Supervisor), nameof(Role.Reviewer), nameof(Role.Member)),
        new("/issue", "派发", "Issue", nameof(Role.Committee)),
        new("/duties", "职责", "Duties", nameof(Role.Committee)),
        new("/units", "组织", "Units", nameof(Role.Committee)),
        new("/members", "党员", "Members", nameof(Role.Committee)),
        new("/grids", "网格", "Grids", nameof(Role.Committee)),
        new("/board", "督导看板", "Board", nameof(Role.Committee)),
        new("/simulate", "模拟推演", "Simulation", nameof(Role.Committee), nameof(Role.Supervisor)),
        new("/operations", "运维", "Operations", nameof(Role.Operator)),
        new("/accounts", "账号", "Accounts", nameof(Role.Operator)),
        new("/account", "我的账号", "My account", [.. Enum.GetNames<Role>()]),
    ];

    public static void AddMenu(this IServiceCollection services)
    {
        foreach (var entry in Entries)
        {
            services.AddSingleton(entry);
        }
    }
}
