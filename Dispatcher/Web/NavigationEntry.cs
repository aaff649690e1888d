using System.Security.Claims;

namespace TaskManager.Dispatcher.Web;

/// <summary>
/// A page in the main menu. A signed-in person sees those of the own role, and the first of them is where <c>/</c> leads.
/// </summary>
/// <param name="Path">Address, for example <c>/board</c>.</param>
/// <param name="Chinese">Name in Chinese.</param>
/// <param name="English">Name in English.</param>
/// <param name="Roles">Names of the roles that see it.</param>
public sealed record NavigationEntry(string Path, string Chinese, string English, params IReadOnlyList<string> Roles)
{
    public bool IsFor(ClaimsPrincipal? user) => user is not null && Roles.Any(user.IsInRole);

    /// <summary>Whether the page at this address is the entry's or lies below it.</summary>
    public bool Holds(PathString page) => page.StartsWithSegments(Path, StringComparison.Ordinal);
}
