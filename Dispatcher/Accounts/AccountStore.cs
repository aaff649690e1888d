using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>Accounts and their recovery codes as saved.</summary>
public sealed class AccountStore
{
    public async Task<Account?> FindAsync(Session session, string name) =>
        (await session.FindAsync<AccountRow>("find-account", new { Name = name }))?.ToAccount();

    public async Task<Account?> FindExternalAsync(Session session, string externalId) =>
        (await session.FindAsync<AccountRow>("find-account-by-external-id", new { ExternalId = externalId }))?.ToAccount();

    /// <summary>All of them, by name.</summary>
    public async Task<IReadOnlyList<Account>> AllAsync(Session session) =>
        (await session.QueryAsync<AccountRow>("all-accounts")).Select(row => row.ToAccount()).ToList();

    /// <summary>Adds one.</summary>
    /// <returns>False: the name is taken.</returns>
    public async Task<bool> AddAsync(Session session, Account account) => await session.ExecuteAsync("add-account", Columns(account, null)) is 1;

    /// <summary>Saves one that was changed, unless somebody else changed it meanwhile.</summary>
    /// <returns>False: somebody did.</returns>
    public async Task<bool> ChangeAsync(Session session, Account account, string stampBefore) => await session.ExecuteAsync("change-account", Columns(account, stampBefore)) is 1;

    /// <summary>Uses up a code of the second factor.</summary>
    /// <returns>False: it was used before.</returns>
    public async Task<bool> UseCodeAsync(Session session, Account account, long step) =>
        await session.ExecuteAsync("use-code", new { account.Name, account.Stamp, Step = step }) is 1;

    /// <summary>Uses up a recovery code.</summary>
    /// <returns>False: there is no such code.</returns>
    public async Task<bool> UseRecoveryCodeAsync(Session session, string account, byte[] hash) =>
        await session.ExecuteAsync("use-recovery-code", new { Account = account, Hash = hash }) is 1;

    public async Task ReplaceRecoveryCodesAsync(Session session, string account, IEnumerable<byte[]> hashes)
    {
        await session.ExecuteAsync("forget-recovery-codes", new { Account = account });
        foreach (var hash in hashes)
        {
            await session.ExecuteAsync("add-recovery-code", new { Account = account, Hash = hash });
        }
    }

    public Task<long> RecoveryCodesAsync(Session session, string account) => session.FindAsync<long>("count-recovery-codes", new { Account = account });

    private static object Columns(Account account, string? stampBefore) => new
    {
        account.Name,
        Role = account.Role.ToString(),
        account.Unit,
        account.Member,
        account.ExternalId,
        account.Password,
        PasswordAt = account.PasswordAt?.ToUnixTimeMilliseconds(),
        MustChange = account.MustChange ? 1 : 0,
        account.Secret,
        account.Stamp,
        StampBefore = stampBefore,
        Enabled = account.Enabled ? 1 : 0,
        Demo = account.Demo ? 1 : 0,
        CreatedAt = account.CreatedAt.ToUnixTimeMilliseconds(),
    };

    private sealed class AccountRow
    {
        public string Name { get; init; } = "";

        public Role Role { get; init; }

        public string? Unit { get; init; }

        public string? Member { get; init; }

        public string? ExternalId { get; init; }

        public string? Password { get; init; }

        public DateTimeOffset? PasswordAt { get; init; }

        public bool MustChange { get; init; }

        public string? Secret { get; init; }

        public string Stamp { get; init; } = "";

        public bool Enabled { get; init; }

        public bool Demo { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public Account ToAccount() => new(Name, Role, Unit, Member, Enabled)
        {
            ExternalId = ExternalId,
            Password = Password,
            PasswordAt = PasswordAt,
            MustChange = MustChange,
            Secret = Secret,
            Stamp = Stamp,
            Demo = Demo,
            CreatedAt = CreatedAt,
        };
    }
}
