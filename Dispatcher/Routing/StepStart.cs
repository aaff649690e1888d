using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing;

/// <summary>What a step needs when its turn comes.</summary>
public static class StepStart
{
    /// <summary>The step's check with the values of the matter's parameters; what the matter does not say is left out.</summary>
    public static AskedCheck Ask(StepCheck check, IReadOnlyDictionary<string, string> matterParameters)
    {
        var values = new Dictionary<string, string>(check.Parameters.Count);
        foreach (var (parameter, from) in check.Parameters)
        {
            if (matterParameters.TryGetValue(from, out var value))
            {
                values[parameter] = value;
            }
        }

        return new AskedCheck(check.Name, values);
    }

    /// <summary>A waiting task of a matter whose earlier steps are closed.</summary>
    public static ReadyTask For(DutyTask task, Step step, Matter matter, DateTimeOffset at) => new(
        task with { DeadlineAt = step.Within is { } within ? at + within : null },
        step,
        matter,
        step.Check is { } check ? Ask(check, matter.Parameters) : null,
        NamedMember: null,
        at);
}
