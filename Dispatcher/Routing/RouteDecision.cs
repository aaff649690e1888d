using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing;

/// <summary>Who gets a task, and why.</summary>
public abstract record RouteDecision(string Unit, AssignmentReason Reason);

/// <summary>A member gets it.</summary>
public sealed record ToMember(string Unit, string Member, AssignmentReason Reason) : RouteDecision(Unit, Reason);

/// <summary>兜底: the unit's duty desk gets it; any member of the unit may take it from there.</summary>
public sealed record ToDesk(string Unit, AssignmentReason Reason) : RouteDecision(Unit, Reason);
