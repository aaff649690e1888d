using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.People;

/// <summary>
/// Access tokens: 256 random bits, stored only as a hash, expiring. Shown once, when made. Who one stands for is remembered for a second, because
/// every call would otherwise open the database for it. So one that is taken back in another process, or by hand in the database, works up to
/// a second longer here; one that is taken back in this process ends at once.
/// </summary>
public sealed class Tokens(Database database, TimeProvider clock)
{
    /// <summary>How tokens begin, so that a leaked one is recognised.</summary>
    public const string Prefix = "tm_";

    /// <summary>Most tokens remembered; one more, and all are forgotten.</summary>
    private const int KnownMax = 10_000;

    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(1);

    /// <summary>By hash. Only tokens that work: one just made must not have to wait.</summary>
    private readonly ConcurrentDictionary<string, Known> known = [];

    /// <summary>How often tokens were taken back; what was read before the last time counts no more.</summary>
    private long revocations;

    /// <summary>Makes a token.</summary>
    /// <returns>The token; it cannot be shown again.</returns>
    public Task<string> CreateAsync(Caller caller, TimeSpan lifetime, CancellationToken cancel) => CreateAsync(caller, clock.GetUtcNow() + lifetime, cancel);

    /// <summary>Makes a token that works until an instant.</summary>
    public async Task<string> CreateAsync(Caller caller, DateTimeOffset until, CancellationToken cancel)
    {
        var token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow();
        await database.WriteAsync(session => session.WriteManyAsync("add-access-tokens",
        [
            new TokenRow
            {
                Hash = HashOf(token),
                Name = caller.Name,
                Role = caller.Role,
                Member = caller.Member,
                Unit = caller.Unit,
                CreatedAt = now,
                ExpiresAt = until,
                Account = caller.Account,
            },
        ]), cancel);
        return token;
    }

    /// <summary>Who a token stands for; null when it is unknown or expired.</summary>
    public async Task<Caller?> FindAsync(string token, CancellationToken cancel)
    {
        if (!token.StartsWith(Prefix, StringComparison.Ordinal) || token.Length > 100)
        {
            return null;
        }

        var hash = HashOf(token);
        var key = Convert.ToBase64String(hash);
        var (now, since) = (clock.GetUtcNow(), Interlocked.Read(ref revocations));
        if (known.TryGetValue(key, out var found) && found.Since == since && now < found.ExpiresAt && (now - found.ReadAt).Duration() < KnownFor)
        {
            return found.Caller;
        }

        if (await database.ReadAsync(session => session.FindAsync<TokenRow>("find-access-token", new { Hash = hash, Now = now }), cancel) is not { } row)
        {
            return null;
        }

        if (known.Count >= KnownMax)
        {
            known.Clear();
        }

        var caller = new Caller(row.Name, row.Role, row.Member, row.Unit) { Account = row.Account };
        known[key] = new Known(caller, row.ExpiresAt, now, since);
        return caller;
    }

    /// <summary>When a token ends; null: it is unknown, or has ended.</summary>
    public async Task<DateTimeOffset?> EndOfAsync(string token, CancellationToken cancel) =>
        (await database.ReadAsync(session => session.FindAsync<TokenRow>("find-access-token", new { Hash = HashOf(token), Now = clock.GetUtcNow() }), cancel))?.ExpiresAt;

    /// <summary>The tokens of an account that still work, newest first.</summary>
    public async Task<IReadOnlyList<OwnToken>> OfAccountAsync(string account, CancellationToken cancel) =>
        (await database.ReadAsync(session => session.QueryAsync<TokenRow>("tokens-of-account", new { Account = account, Now = clock.GetUtcNow() }), cancel))
            .Select(row => new OwnToken(IdOf(row.Hash), row.Name, row.Role, row.Unit, row.CreatedAt, row.ExpiresAt)).ToList();

    /// <summary>Takes a token of an account back.</summary>
    /// <returns>False: the account has no such token.</returns>
    public Task<bool> RevokeAsync(string account, string id, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var rows = await session.QueryAsync<TokenRow>("tokens-of-account", new { Account = account, Now = clock.GetUtcNow() });
        session.AfterCommit(ForgetKnown);
        return rows.FirstOrDefault(row => IdOf(row.Hash) == id) is { } found
            && await session.ExecuteAsync("revoke-token", new { found.Hash, Now = clock.GetUtcNow() }) is 1;
    }, cancel);

    /// <summary>Takes all tokens of an account back.</summary>
    public Task RevokeAllAsync(Session session, string account)
    {
        session.AfterCommit(ForgetKnown);
        return session.ExecuteAsync("revoke-tokens-of-account", new { Account = account, Now = clock.GetUtcNow() });
    }

    /// <summary>A hash of 256 random bits tells nothing about them, so its beginning may be shown as a name.</summary>
    private static string IdOf(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, 8));

    /// <summary>Whether any token was ever made.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancel) =>
        await database.ReadAsync(session => session.FindAsync<long>("count-access-tokens"), cancel) > 0;

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private void ForgetKnown()
    {
        Interlocked.Increment(ref revocations);
        known.Clear();
    }

    /// <param name="Caller">Whom it stands for.</param>
    /// <param name="ExpiresAt">When it ends.</param>
    /// <param name="ReadAt">When it was read.</param>
    /// <param name="Since">Revocations before it was read.</param>
    private sealed record Known(Caller Caller, DateTimeOffset ExpiresAt, DateTimeOffset ReadAt, long Since);

    private sealed class TokenRow
    {
        public byte[] Hash { get; init; } = [];

        public string Name { get; init; } = "";

        public Role Role { get; init; }

        public string? Member { get; init; }

        public string? Unit { get; init; }

        public string? Account { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset ExpiresAt { get; init; }
    }
}

/// <summary>A token as its owner sees it.</summary>
/// <param name="Id">By which it is taken back.</param>
/// <param name="Name">Its name, for the journal.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Unit">Code of the unit at the top of what it may see; null: the whole city.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record OwnToken(string Id, string Name, Role Role, string? Unit, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);
