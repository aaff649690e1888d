using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Duties;

public static class CallerUnit
{
    /// <summary>Codes of the units whose duty desks the calling member serves: the own one and those above it; empty when the caller is no member.</summary>
    public static IReadOnlyList<string> DesksIn(this Caller caller, Catalogue catalogue) =>
        caller.Member is { } code && catalogue.FindMember(code) is { } member ? catalogue.DesksOf(member) : [];
}
