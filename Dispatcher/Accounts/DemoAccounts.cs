using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>One account a role with a password everybody knows, for a demo. They work in demo mode only, and are disabled when the service starts without it.</summary>
public sealed class DemoAccounts(AccountBook book, CurrentCatalogue current, DemoMode demo)
{
    public const string Password = "demo-demo-demo";

    /// <summary>The accounts, in the order they are shown.</summary>
    public static readonly IReadOnlyList<(string Name, Role Role)> All =
    [
        ("demo-committee", Role.Committee),
        ("demo-member", Role.Member),
        ("demo-supervisor", Role.Supervisor),
        ("demo-reviewer", Role.Reviewer),
        ("demo-operator", Role.Operator),
    ];

    /// <summary>Makes those that are missing. After the catalogue is loaded.</summary>
    /// <exception cref="InvalidOperationException">The service does not run as a demo.</exception>
    public async Task EnsureAsync(CancellationToken cancel)
    {
        if (!demo.IsOn)
        {
            throw new InvalidOperationException("Demo accounts are for demo mode only.");
        }

        foreach (var (name, role) in All)
        {
            var member = role is Role.Member && current.Value.ActiveMembersUnder(current.Value.Root.Code) is [var first, ..] ? first.Code : null;
            if (role is Role.Member && member is null)
            {
                continue;
            }

            if (await book.FindAsync(name, cancel) is not { } account)
            {
                await book.AddAsync(new Account(name, role, null, member, Enabled: true) { Demo = true }, Password, "demo", cancel);
            }
            else if (!account.Enabled)
            {
                await book.EnableAsync(account, enabled: true, "demo", cancel);
            }
        }
    }

    /// <summary>Disables them: the service does not run as a demo.</summary>
    public async Task CloseAsync(CancellationToken cancel)
    {
        foreach (var account in (await book.AllAsync(cancel)).Where(account => account is { Demo: true, Enabled: true }))
        {
            await book.EnableAsync(account, enabled: false, "start without demo mode", cancel);
        }
    }
}
