using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>What came of asking for a token.</summary>
public abstract record TokenMade;

/// <summary>It is made; the token is shown once.</summary>
public sealed record NewToken(string Token, DateTimeOffset ExpiresAt) : TokenMade;

/// <summary>It may not be made.</summary>
/// <param name="Field">Which value is wrong.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What would be right.</param>
public sealed record NoToken(string Field, string Problem, string Remedy) : TokenMade;

/// <summary>Tokens that people make for their programs: never with more rights, a wider view or a longer life than the maker has.</summary>
public sealed class TokenMaking(Tokens tokens, CurrentCatalogue current, TimeProvider clock)
{
    public const int DaysMax = 365;
    private const int NameMax = 100;
    private const int TokensMax = 50;

    /// <summary>Makes one.</summary>
    /// <param name="maker">Who asks; must have an account.</param>
    /// <param name="until">When what the maker shows ends itself; null: the maker is signed in by the account.</param>
    /// <param name="name">Told in the journal, after the account's name.</param>
    /// <param name="role">null: the maker's.</param>
    /// <param name="unit">null: the maker's.</param>
    /// <param name="days">1–365.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<TokenMade> MakeAsync(Caller maker, DateTimeOffset? until, string? name, string? role, string? unit, int days, CancellationToken cancel)
    {
        name = name?.Trim() ?? "";
        if (maker.Account is not { } account)
        {
            return new NoToken("", "Only an account has tokens; yours was made on the console.", "Sign in with an account, or use the verb token.");
        }

        if (name.Length is 0 or > NameMax || name.Any(char.IsControl))
        {
            return new NoToken("name", $"The name has {name.Length} characters.", $"1 to {NameMax}, for example the program's name.");
        }

        if (days is < 1 or > DaysMax)
        {
            return new NoToken("days", $"days is {days}.", $"1 to {DaysMax}.");
        }

        var acts = maker.Role;
        if (role is { Length: > 0 } && (!Enum.TryParse(role, ignoreCase: true, out acts) || !AccountRules.Within(maker.Role).Contains(acts)))
        {
            return new NoToken("role", $"role is '{role}'.", $"One of {string.Join(", ", AccountRules.Within(maker.Role))}.");
        }

        var top = unit is { Length: > 0 } ? unit : maker.Unit;
        if (top is not null && (current.Value.FindUnit(top) is null || !maker.ScopeIn(current.Value).Holds(top)))
        {
            return new NoToken("unit", $"No unit has the code '{top}'.", "GET /api/v1/units lists the codes.");
        }

        if ((await tokens.OfAccountAsync(account, cancel)).Count >= TokensMax)
        {
            return new NoToken("", $"The account has {TokensMax} tokens.", "Take one back that is not needed any more.");
        }

        var expires = clock.GetUtcNow().AddDays(days);
        expires = until < expires ? until.Value : expires;
        var caller = new Caller($"{account}/{name}", acts, acts is Role.Member ? maker.Member : null, top) { Account = account };
        return new NewToken(await tokens.CreateAsync(caller, expires, cancel), expires);
    }
}
