using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>Parameters of a matter that the choice of its members looks at.</summary>
public static class RoutingParameters
{
    public static IEnumerable<string> Of(Duty duty) => Of(duty.SameBy, duty.Steps);

    internal static IEnumerable<string> Of(string? sameBy, IReadOnlyList<Step> steps) =>
        steps.SelectMany(step => new[] { step.Holder?.Parameter, step.Holder?.Chain })
            .Append(sameBy is "subject" or "place" ? null : sameBy)
            .OfType<string>()
            .Distinct();
}
