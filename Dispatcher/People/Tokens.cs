using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.People;

/// <summary>Access tokens: 256 random bits, stored only as a hash, expiring. Shown once, when made.</summary>
public sealed class Tokens(Database database, TimeProvider clock)
{
    /// <summary>How tokens begin, so that a leaked one is recognised.</summary>
    public const string Prefix = "tm_";

    /// <summary>Makes a token.</summary>
    /// <returns>The token; it cannot be shown again.</returns>
    public async Task<string> CreateAsync(Caller caller, TimeSpan lifetime, CancellationToken cancel)
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
                ExpiresAt = now + lifetime,
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

        var row = await database.ReadAsync(
            session => session.FindAsync<TokenRow>("find-access-token", new { Hash = HashOf(token), Now = clock.GetUtcNow() }), cancel);
        return row is null ? null : new Caller(row.Name, row.Role, row.Member, row.Unit);
    }

    /// <summary>Whether any token was ever made.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancel) =>
        await database.ReadAsync(session => session.FindAsync<long>("count-access-tokens"), cancel) > 0;

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private sealed class TokenRow
    {
        public byte[] Hash { get; init; } = [];

        public string Name { get; init; } = "";

        public Role Role { get; init; }

        public string? Member { get; init; }

        public string? Unit { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset ExpiresAt { get; init; }
    }
}
