using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using TaskManager.Dispatcher.Accounts;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Tests.Conformance;

/// <summary>How long a sign-in lasts, and what ends it, on both databases.</summary>
public abstract class AccountFacts(StoreMaker make)
{
    private static readonly AccountSettings Settings = new();
    private static readonly CancellationToken Cancel = CancellationToken.None;

    [Theory]
    [InlineData(Role.Committee, 30, 8 * 60)]
    [InlineData(Role.Member, 14 * 24 * 60, 90 * 24 * 60)]
    public async Task A_sign_in_ends_when_it_is_idle_and_however_it_is_used(Role role, int idleMinutes, int absoluteMinutes)
    {
        var clock = new SetClock { Now = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero) };
        await using var store = await make(clock);
        var house = new House(store, clock);
        var account = await house.AddAsync("li", role);

        var (idle, _) = await house.SignIns.BeginAsync(account, Cancel);
        clock.Now += TimeSpan.FromMinutes(idleMinutes - 1);
        (await house.SignIns.FindAsync(idle, Cancel)).ShouldBe(account.ToCaller());
        clock.Now += TimeSpan.FromMinutes(idleMinutes + 1);
        (await house.SignIns.FindAsync(idle, Cancel)).ShouldBeNull("unused for too long");

        var (used, expiresAt) = await house.SignIns.BeginAsync(account, Cancel);
        (expiresAt - clock.Now).ShouldBe(TimeSpan.FromMinutes(absoluteMinutes));
        for (; clock.Now < expiresAt; clock.Now += TimeSpan.FromMinutes(idleMinutes - 1))
        {
            (await house.SignIns.FindAsync(used, Cancel)).ShouldNotBeNull();
        }

        (await house.SignIns.FindAsync(used, Cancel)).ShouldBeNull("too old, however it was used");
        (await house.SignIns.FindAsync("nobody's", Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task What_one_Dispatcher_ends_another_feels_within_five_seconds()
    {
        var clock = new SetClock { Now = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero) };
        await using var store = await make(clock);
        var (here, there) = (new House(store, clock), new House(store, clock));
        foreach (var end in new Func<Account, Task>[]
        {
            account => here.Book.EnableAsync(account, enabled: false, "test", Cancel),
            account => here.Book.ChangePasswordAsync(account, "another password", Cancel),
            account => here.Book.ResetPasswordAsync(account, "test", Cancel),
            account => here.Book.ResetSecondFactorAsync(account, "test", Cancel),
        })
        {
            var account = await here.AddAsync($"li{clock.Now.Ticks}", Role.Supervisor);
            var (id, _) = await there.SignIns.BeginAsync(account, Cancel);
            (await there.SignIns.FindAsync(id, Cancel)).ShouldNotBeNull();
            await end(account);
            clock.Now += TimeSpan.FromSeconds(5);
            (await there.SignIns.FindAsync(id, Cancel)).ShouldBeNull();
        }

        // A token's sign-in ends with the token.
        var owner = await here.AddAsync("owner", Role.Supervisor);
        var token = await here.Tokens.CreateAsync(owner.ToCaller(), TimeSpan.FromDays(1), Cancel);
        var (byToken, _) = await there.SignIns.BeginAsync(owner.ToCaller(), token, Cancel);
        (await there.SignIns.FindAsync(byToken, Cancel)).ShouldNotBeNull();
        (await here.Tokens.FindAsync(token, Cancel)).ShouldNotBeNull();
        (await there.Tokens.FindAsync(token, Cancel)).ShouldNotBeNull();
        (await here.Tokens.RevokeAsync("owner", (await here.Tokens.OfAccountAsync("owner", Cancel)).Single().Id, Cancel)).ShouldBeTrue();
        (await here.Tokens.FindAsync(token, Cancel)).ShouldBeNull("who takes it back forgets it at once");
        clock.Now += TimeSpan.FromSeconds(5);
        (await there.SignIns.FindAsync(byToken, Cancel)).ShouldBeNull();
        (await there.Tokens.FindAsync(token, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_code_that_twenty_send_at_once_is_right_for_one()
    {
        var clock = new SetClock { Now = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero) };
        await using var store = await make(clock);
        var house = new House(store, clock);
        var secret = Totp.NewSecret();
        var account = await house.AddAsync("li", Role.Committee);
        var (enrolled, recovery) = (await house.Book.SetSecondFactorAsync(account, secret, Totp.StepAt(clock.Now), Cancel))!.Value;
        (await house.Book.UseCodeAsync(enrolled, Totp.CodeAt(secret, Totp.StepAt(clock.Now)), Cancel)).ShouldBeFalse("it was used to set the factor up");
        clock.Now += TimeSpan.FromSeconds(30);
        foreach (var code in (string[])[Totp.CodeAt(secret, Totp.StepAt(clock.Now)), recovery[3]])
        {
            var right = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => house.Book.UseCodeAsync(enrolled, code, Cancel))));
            right.Count(each => each).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_name_or_an_id_at_the_provider_belongs_to_one_account()
    {
        await using var store = await make(TimeProvider.System);
        var house = new House(store, TimeProvider.System);
        (await AddAsync("li", "id-1")).ShouldBeTrue();
        (await AddAsync("li", "id-2")).ShouldBeFalse();
        (await AddAsync("wang", "id-1")).ShouldBeFalse();
        (await AddAsync("wang", "id-2")).ShouldBeTrue();
        (await AddAsync("zhao", null)).ShouldBeTrue();
        (await AddAsync("sun", null)).ShouldBeTrue();

        Task<bool> AddAsync(string name, string? externalId) =>
            house.Book.AddAsync(new Account(name, Role.Supervisor, null, null, Enabled: true) { ExternalId = externalId }, "first password", "test", Cancel);
    }

    [Fact]
    public async Task Demo_accounts_are_nobodys_outside_demo_mode()
    {
        var clock = new SetClock { Now = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero) };
        await using var store = await make(clock);
        var house = new House(store, clock);
        await house.Book.AddAsync(new Account("demo", Role.Supervisor, null, null, Enabled: true) { Demo = true }, "x", "test", Cancel);
        var (id, _) = await house.SignIns.BeginAsync((await house.Book.FindAsync("demo", Cancel))!, Cancel);
        (await house.SignIns.FindAsync(id, Cancel)).ShouldBeNull();
        house.Demo.IsOn = true;
        house.SignIns.LookAgain();
        (await house.SignIns.FindAsync(id, Cancel)).ShouldNotBeNull();
    }

    /// <summary>The parts of one Dispatcher that know of accounts.</summary>
    private sealed class House
    {
        public House(Store store, TimeProvider clock)
        {
            Tokens = new Tokens(store.Database, clock);
            SignIns = new SignIns(store.Database, Settings, Demo, clock);
            Book = new AccountBook(store.Database, new AccountStore(), Tokens, SignIns, new EphemeralDataProtectionProvider(), clock, NullLogger<AccountBook>.Instance);
        }

        public DemoMode Demo { get; } = new();

        public Tokens Tokens { get; }

        public SignIns SignIns { get; }

        public AccountBook Book { get; }

        public async Task<Account> AddAsync(string name, Role role)
        {
            (await Book.AddAsync(new Account(name, role, null, role is Role.Member ? "M1" : null, Enabled: true), "first password", "test", Cancel)).ShouldBeTrue();
            return (await Book.FindAsync(name, Cancel))!;
        }
    }
}

public sealed class AccountsOnSqlite() : AccountFacts(SqliteStore.CreateAsync);

public sealed class AccountsOnPostgres() : AccountFacts(PostgresStore.CreateAsync);
