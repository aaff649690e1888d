using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Schedules;
using TaskManager.Dispatcher.Storage;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>
/// Who is signed in in a browser. The cookie holds a random id and nothing else; who that is, and whether it still is, the
/// database says. Looked up at most every two seconds for one id, so a disabled account, a changed password or a token
/// taken back is felt everywhere within that.
/// </summary>
public sealed class SignIns(Database database, AccountSettings settings, DemoMode demo, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    /// <summary>Use is noted no more often: it is a write.</summary>
    private static readonly TimeSpan NotedEvery = TimeSpan.FromSeconds(30);

    private const int KnownMax = 20_000;

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, Caller? Caller)> known = [];

    /// <summary>Begins one for an account.</summary>
    /// <returns>The id for the cookie, and when it ends at the latest.</returns>
    public Task<(string Id, DateTimeOffset ExpiresAt)> BeginAsync(Account account, CancellationToken cancel) =>
        BeginAsync(account.Role, account.Name, account.Stamp, null, cancel);

    /// <summary>Begins one for an access token; it ends with the token.</summary>
    public Task<(string Id, DateTimeOffset ExpiresAt)> BeginAsync(Caller caller, string token, CancellationToken cancel) =>
        BeginAsync(caller.Role, null, null, Tokens.HashOf(token), cancel);

    /// <summary>Who an id stands for; null: nobody, or nobody any more.</summary>
    public async Task<Caller?> FindAsync(string id, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (known.TryGetValue(id, out var last) && now - last.At < Fresh && now >= last.At)
        {
            return last.Caller;
        }

        var caller = await LookAsync(HashOf(id), now, cancel);
        if (known.Count >= KnownMax)
        {
            known.Clear();
        }

        known[id] = (now, caller);
        return caller;
    }

    /// <summary>Ends one.</summary>
    public async Task EndAsync(string id, CancellationToken cancel)
    {
        await database.WriteAsync(session => session.ExecuteAsync("end-sign-in", new { Hash = HashOf(id) }), cancel);
        known.TryRemove(id, out _);
    }

    /// <summary>Looks again at everybody: something was changed that must be felt at once here.</summary>
    public void LookAgain() => known.Clear();

    private async Task<Caller?> LookAsync(byte[] hash, DateTimeOffset now, CancellationToken cancel)
    {
        var row = await database.ReadAsync(session => session.FindAsync<SignInRow>("find-sign-in", new { Hash = hash, Now = now.ToUnixTimeMilliseconds() }), cancel);
        if (row is null || now - row.SeenAt > TimeSpan.FromMilliseconds(row.Idle) || (row.Demo is 1 && !demo.IsOn))
        {
            return null;
        }

        if (now - row.SeenAt > NotedEvery)
        {
            await database.WriteAsync(session => session.ExecuteAsync("touch-sign-in", new { Hash = hash, Now = now.ToUnixTimeMilliseconds() }), cancel);
        }

        return new Caller(row.Name, row.Role, row.Member, row.Unit) { Account = row.Account };
    }

    private async Task<(string, DateTimeOffset)> BeginAsync(Role role, string? account, string? stamp, byte[]? token, CancellationToken cancel)
    {
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow();
        var expires = now + settings.AbsoluteOf(role);
        await database.WriteAsync(session => session.ExecuteAsync("add-sign-in", new
        {
            Hash = HashOf(id),
            Account = account,
            Stamp = stamp,
            Token = token,
            Idle = (long)settings.IdleOf(role).TotalMilliseconds,
            SeenAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = expires.ToUnixTimeMilliseconds(),
        }), cancel);
        return (id, expires);
    }

    private static byte[] HashOf(string id) => SHA256.HashData(Encoding.UTF8.GetBytes(id));

    private sealed class SignInRow
    {
        public DateTimeOffset SeenAt { get; init; }

        public long Idle { get; init; }

        public string? Account { get; init; }

        public long? Demo { get; init; }

        public string Name { get; init; } = "";

        public Role Role { get; init; }

        public string? Unit { get; init; }

        public string? Member { get; init; }
    }
}

/// <summary>Forgets sign-ins that have ended.</summary>
public sealed class ForgetSignIns(Database database) : ISweeper
{
    public string Name => "forget-sign-ins";

    public Rhythm Rhythm { get; } = new DailyAt(new TimeOnly(3, 30));

    public Task SweepAsync(DateTimeOffset dueAt, CancellationToken cancel) =>
        database.WriteAsync(session => session.ExecuteAsync("forget-sign-ins", new { Now = dueAt.ToUnixTimeMilliseconds() }), cancel);
}
