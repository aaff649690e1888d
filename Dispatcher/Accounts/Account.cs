using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>A person who signs in.</summary>
/// <param name="Name">What is typed at sign-in, and what the journal says: small letters, digits, <c>. _ -</c>, 1–64.</param>
/// <param name="Role">What the person may do.</param>
/// <param name="Unit">Code of the unit at the top of what the person may see; null: the whole city.</param>
/// <param name="Member">Number of the member; null unless the role is member.</param>
/// <param name="Enabled">Whether the person may sign in.</param>
public sealed record Account(string Name, Role Role, string? Unit, string? Member, bool Enabled)
{
    /// <summary>Who it is at the OpenID Connect provider; null: signs in with a password only.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The password's hash; null: signs in at the provider only.</summary>
    public string? Password { get; init; }

    public DateTimeOffset? PasswordAt { get; init; }

    /// <summary>The password was given by somebody else: it must be changed at the next sign-in.</summary>
    public bool MustChange { get; init; }

    /// <summary>Secret of the second factor, encrypted; null: none is set up.</summary>
    public string? Secret { get; init; }

    /// <summary>Changes with whatever ends all sign-ins: password, role, unit, second factor, disabling.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>One of the accounts whose password everybody knows; works in demo mode only.</summary>
    public bool Demo { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public Caller ToCaller() => new(Name, Role, Member, Unit) { Account = Name };
}

/// <summary>What is asked of accounts.</summary>
public static partial class AccountRules
{
    /// <summary>Committee and operator can change things for many: a password alone is not enough for them.</summary>
    public static bool NeedsSecondFactor(Role role) => role is Role.Committee or Role.Operator;

    public static bool IsName(string text) => Name().IsMatch(text);

    public static string Normal(string? name) => name?.Trim().ToLowerInvariant() ?? "";

    /// <summary>Roles whose rights are no more than those of a role.</summary>
    public static IReadOnlyList<Role> Within(Role role) => role switch
    {
        Role.Committee => [Role.Committee, Role.Supervisor, Role.Reviewer, Role.Integration],
        Role.Supervisor => [Role.Supervisor],
        _ => [role],
    };

    [System.Text.RegularExpressions.GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,63}$", System.Text.RegularExpressions.RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial System.Text.RegularExpressions.Regex Name();
}
