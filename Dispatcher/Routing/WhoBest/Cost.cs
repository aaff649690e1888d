namespace TaskManager.Dispatcher.Routing.WhoBest;

/// <summary>What makes one member a better choice than another.</summary>
public enum Cost
{
    /// <summary>负荷: open tasks relative to capacity; 1 is a full load.</summary>
    Load,

    /// <summary>距离: way to the task, 1 for 10 km, at most 3.</summary>
    Distance,

    /// <summary>特长: 0 for the highest level of the step's skill, 1 for the lowest.</summary>
    Skill,

    /// <summary>时效: own mean turnaround on the duty over everybody's; 1 like everybody, at most 3.</summary>
    Turnaround,

    /// <summary>均衡: full loads got in the last 30 days, over one more than the candidates got in the mean, so that a first task weighs little; at most 3.</summary>
    Fairness,

    /// <summary>紧急: work in hand and this task, over the working time until the deadline; 1 when it fills it, at most 3.</summary>
    Urgency,

    /// <summary>延续: 1 when somebody else had the same subject, else 0.</summary>
    Continuity,
}
