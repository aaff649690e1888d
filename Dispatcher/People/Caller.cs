using System.Security.Claims;

namespace TaskManager.Dispatcher.People;

/// <summary>Who is calling.</summary>
/// <param name="Name">Name of the token, for the journal.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Member">Number of the member it acts as; null unless the role is member.</param>
/// <param name="Unit">Code of the unit at the top of what it may see; null: the whole city.</param>
public sealed record Caller(string Name, Role Role, string? Member, string? Unit = null)
{
    /// <summary>Name of the account; null: a token made on the console.</summary>
    public string? Account { get; init; }

    /// <summary>Name of the claim that tells the unit; one without it may see the whole city.</summary>
    public const string UnitClaim = "unit";

    private const string MemberClaim = "member";

    private const string AccountClaim = "account";

    /// <summary>
    /// What the caller's kept answers and external ids go by: two callers of one name who see different units are two.
    /// </summary>
    public string Owner => Unit is null ? Name : $"{Name}@{Unit}";

    /// <summary>Sees every task within its unit, not only the own ones.</summary>
    public bool Oversees => Role is Role.Committee or Role.Supervisor or Role.Reviewer;

    public static Caller Of(ClaimsPrincipal user) => new(
        user.FindFirstValue(ClaimTypes.Name)!,
        Enum.Parse<Role>(user.FindFirstValue(ClaimTypes.Role)!),
        user.FindFirstValue(MemberClaim),
        user.FindFirstValue(UnitClaim)) { Account = user.FindFirstValue(AccountClaim) };

    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, Name), new Claim(ClaimTypes.Role, Role.ToString())], scheme);
        if (Member is not null)
        {
            identity.AddClaim(new Claim(MemberClaim, Member));
        }

        if (Unit is not null)
        {
            identity.AddClaim(new Claim(UnitClaim, Unit));
        }

        if (Account is not null)
        {
            identity.AddClaim(new Claim(AccountClaim, Account));
        }

        return new ClaimsPrincipal(identity);
    }
}
