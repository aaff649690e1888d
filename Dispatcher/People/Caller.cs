using System.Security.Claims;

namespace TaskManager.Dispatcher.People;

/// <summary>Who is calling.</summary>
/// <param name="Name">Name of the token, for the journal.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Member">Number of the member it acts as; null unless the role is member.</param>
public sealed record Caller(string Name, Role Role, string? Member)
{
    private const string MemberClaim = "member";

    /// <summary>Sees every task, not only the own ones.</summary>
    public bool Oversees => Role is Role.Committee or Role.Supervisor;

    public static Caller Of(ClaimsPrincipal user) => new(
        user.FindFirstValue(ClaimTypes.Name)!,
        Enum.Parse<Role>(user.FindFirstValue(ClaimTypes.Role)!),
        user.FindFirstValue(MemberClaim));

    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, Name), new Claim(ClaimTypes.Role, Role.ToString())], scheme);
        if (Member is not null)
        {
            identity.AddClaim(new Claim(MemberClaim, Member));
        }

        return new ClaimsPrincipal(identity);
    }
}
