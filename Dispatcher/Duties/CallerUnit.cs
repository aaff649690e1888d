using TaskManager.Dispatcher.People;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>What a caller's place in the city's tree means in a catalogue.</summary>
public static class CallerUnit
{
    /// <summary>Codes of the units whose duty desks the calling member serves: the own one and those above it; empty when the caller is no member.</summary>
    public static IReadOnlyList<string> DesksIn(this Caller caller, Catalogue catalogue) =>
        caller.Member is { } code && catalogue.FindMember(code) is { } member ? catalogue.DesksOf(member) : [];

    /// <summary>The units the caller may see.</summary>
    public static Scope ScopeIn(this Caller caller, Catalogue catalogue) =>
        caller.Unit is not { } unit || unit == catalogue.Root.Code ? Scope.Everything : Scope.Of(unit, catalogue.UnitsUnder(unit));

    /// <summary>Whether a duty can be worked entirely within the scope: none of its steps belongs to a unit outside.</summary>
    public static bool Holds(this Scope scope, Duty duty) => duty.Steps.All(step => step.Unit is null || scope.Holds(step.Unit));

    public static bool Holds(this Scope scope, Grid grid) => scope.Holds(grid.Unit);
}
