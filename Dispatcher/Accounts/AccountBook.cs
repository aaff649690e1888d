using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>
/// What is done with accounts: made, given a password, a second factor, disabled. Whatever takes something away ends all
/// sign-ins and takes back all tokens of the account in the same transaction.
/// </summary>
public sealed class AccountBook(
    Database database, AccountStore store, Tokens tokens, SignIns signIns, IDataProtectionProvider protection, TimeProvider clock, ILogger<AccountBook> log)
{
    private const int RecoveryCodes = 10;

    private readonly IDataProtector secrets = protection.CreateProtector("second-factor");

    public Task<Account?> FindAsync(string name, CancellationToken cancel) => database.ReadAsync(session => store.FindAsync(session, name), cancel);

    public Task<Account?> FindExternalAsync(string id, CancellationToken cancel) => database.ReadAsync(session => store.FindExternalAsync(session, id), cancel);

    public Task<IReadOnlyList<Account>> AllAsync(CancellationToken cancel) => database.ReadAsync(store.AllAsync, cancel);

    /// <summary>A password that is shown once and must be changed at the first sign-in: 80 random bits.</summary>
    public static string NewPassword() => RandomCode();

    /// <summary>Adds an account.</summary>
    /// <param name="account">Name, role, unit, member.</param>
    /// <param name="password">Its first password; null: signs in at the provider only.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False: the name, or the id at the provider, is taken.</returns>
    public async Task<bool> AddAsync(Account account, string? password, string by, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var added = await database.WriteAsync(session => store.AddAsync(session, account with
        {
            Password = password is null ? null : Passwords.Hash(password),
            PasswordAt = now,
            Stamp = NewStamp(),
            CreatedAt = now,
        }), cancel);
        if (added)
        {
            Log.Changed(log, "added", account.Name, by);
        }

        return added;
    }

    /// <summary>The owner chooses another password. All sign-ins end; tokens stay.</summary>
    public Task<Account?> ChangePasswordAsync(Account account, string password, CancellationToken cancel) =>
        ChangeAsync(account, account with { Password = Passwords.Hash(password), PasswordAt = clock.GetUtcNow(), MustChange = false }, "password chosen", account.Name, endTokens: false, cancel);

    /// <summary>An operator gives another password, for who has forgotten the own one.</summary>
    /// <returns>The password, shown once; null: the account was changed meanwhile.</returns>
    public async Task<string?> ResetPasswordAsync(Account account, string by, CancellationToken cancel)
    {
        var password = NewPassword();
        var changed = account with { Password = Passwords.Hash(password), PasswordAt = clock.GetUtcNow(), MustChange = true };
        return await ChangeAsync(account, changed, "password reset", by, endTokens: true, cancel) is null ? null : password;
    }

    /// <summary>An operator takes the second factor away, for who has lost the telephone.</summary>
    public Task<Account?> ResetSecondFactorAsync(Account account, string by, CancellationToken cancel) =>
        ChangeAsync(account, account with { Secret = null }, "second factor reset", by, endTokens: true, cancel);

    public Task<Account?> EnableAsync(Account account, bool enabled, string by, CancellationToken cancel) =>
        ChangeAsync(account, account with { Enabled = enabled }, enabled ? "enabled" : "disabled", by, endTokens: true, cancel);

    /// <summary>Sets up a second factor whose first code was right.</summary>
    /// <returns>The changed account and its recovery codes, shown once; null: it was changed meanwhile, or the code was used.</returns>
    public async Task<(Account Account, IReadOnlyList<string> Codes)?> SetSecondFactorAsync(Account account, byte[] secret, long step, CancellationToken cancel)
    {
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => RandomCode()).ToList();
        var changed = account with { Secret = secrets.Protect(Convert.ToBase64String(secret)), Stamp = NewStamp() };
        var done = await database.WriteAsync(async session =>
        {
            if (!await store.ChangeAsync(session, changed, account.Stamp))
            {
                return false;
            }

            await store.UseCodeAsync(session, changed, step);
            await store.ReplaceRecoveryCodesAsync(session, account.Name, codes.Select(HashOf));
            return true;
        }, cancel);
        if (!done)
        {
            return null;
        }

        signIns.LookAgain();
        Log.Changed(log, "second factor set up", account.Name, account.Name);
        return (changed, codes);
    }

    /// <summary>Whether a code of the app, or a recovery code, is right; it counts once.</summary>
    public async Task<bool> UseCodeAsync(Account account, string given, CancellationToken cancel)
    {
        if (account.Secret is null)
        {
            return false;
        }

        var code = new string([.. given.Where(char.IsLetterOrDigit)]).ToUpperInvariant();
        if (code.Length > 6)
        {
            var used = code.Length < 32 && await database.WriteAsync(session => store.UseRecoveryCodeAsync(session, account.Name, HashOf(code)), cancel);
            if (used)
            {
                Log.Changed(log, "recovery code used", account.Name, account.Name);
            }

            return used;
        }

        return Totp.StepOf(Convert.FromBase64String(secrets.Unprotect(account.Secret)), code, clock.GetUtcNow()) is { } step
            && await database.WriteAsync(session => store.UseCodeAsync(session, account, step), cancel);
    }

    public Task<long> RecoveryCodesLeftAsync(string account, CancellationToken cancel) => database.ReadAsync(session => store.RecoveryCodesAsync(session, account), cancel);

    private async Task<Account?> ChangeAsync(Account before, Account after, string what, string by, bool endTokens, CancellationToken cancel)
    {
        after = after with { Stamp = NewStamp() };
        var done = await database.WriteAsync(async session =>
        {
            if (!await store.ChangeAsync(session, after, before.Stamp))
            {
                return false;
            }

            if (after.Secret is null)
            {
                await store.ReplaceRecoveryCodesAsync(session, after.Name, []);
            }

            if (endTokens)
            {
                await tokens.RevokeAllAsync(session, after.Name);
            }

            return true;
        }, cancel);
        signIns.LookAgain();
        if (done)
        {
            Log.Changed(log, what, after.Name, by);
        }

        return done ? after : null;
    }

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>80 random bits in four groups, easy to type.</summary>
    private static string RandomCode() => string.Join('-', Totp.ToBase32(RandomNumberGenerator.GetBytes(10)).Chunk(4).Select(group => new string(group)));

    /// <summary>A code has 80 random bits, so a plain hash of it cannot be turned around.</summary>
    private static byte[] HashOf(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code.Replace("-", "", StringComparison.Ordinal)));
}

/// <summary>What is logged of accounts and sign-ins: names, never a secret.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 901, Level = LogLevel.Information, Message = "Account {Account}: {What}, by {By}.")]
    public static partial void Changed(ILogger log, string what, string account, string by);

    [LoggerMessage(EventId = 902, Level = LogLevel.Information, Message = "{Account} signed in from {Address}.")]
    public static partial void SignedIn(ILogger log, string account, string address);

    [LoggerMessage(EventId = 903, Level = LogLevel.Warning, Message = "A sign-in to '{Account}' from {Address} was refused: {Why}.")]
    public static partial void Refused(ILogger log, string account, string address, string why);
}
