using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>A service nobody has an account at gets one for an operator, who makes the others.</summary>
public sealed class FirstAccount(AccountBook book)
{
    public const string Name = "admin";

    /// <summary>Makes it, unless there are accounts already.</summary>
    /// <returns>Its password, shown once; null: there are.</returns>
    public async Task<string?> MakeAsync(CancellationToken cancel)
    {
        if ((await book.AllAsync(cancel)).Any(account => !account.Demo))
        {
            return null;
        }

        var password = AccountBook.NewPassword();
        return await book.AddAsync(new Account(Name, Role.Operator, null, null, Enabled: true) { MustChange = true }, password, "first start", cancel) ? password : null;
    }
}
