using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Duties;

public static class CallerUnit
{
    /// <summary>Code of the unit the calling member belongs to; null when the caller is no member.</summary>
    public static string? UnitIn(this Caller caller, Catalogue catalogue) =>
        caller.Member is { } member ? catalogue.FindMember(member)?.Unit : null;
}
