using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>Roles in the reader's language.</summary>
public static class RoleWords
{
    public static string Of(Role role, Language language) => role switch
    {
        Role.Committee => language["党委", "Committee"],
        Role.Member => language["党员", "Member"],
        Role.Supervisor => language["督导", "Supervisor"],
        Role.Reviewer => language["审核", "Reviewer"],
        Role.Integration => language["业务系统", "Integration"],
        Role.Operator => language["运维", "Operator"],
        _ => role.ToString(),
    };
}
