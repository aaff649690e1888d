namespace TaskManager.Dispatcher.People;

/// <summary>What a signed-in caller may do, within the units it may see.</summary>
public enum Role
{
    /// <summary>Issues matters, sees every task and figure.</summary>
    Committee,

    /// <summary>Sees and does the own tasks and those at the own unit's duty desk.</summary>
    Member,

    /// <summary>Sees every task and figure.</summary>
    Supervisor,

    /// <summary>审核: sees every task and figure; will review results.</summary>
    Reviewer,

    /// <summary>A business system: issues matters.</summary>
    Integration,

    /// <summary>运维, runs the service: sees how it is, lanes and dead letters; no tasks.</summary>
    Operator,
}

/// <summary>Names of the access rules. Everything not named by one is refused.</summary>
public static class Policies
{
    public const string SignedIn = nameof(SignedIn);

    /// <summary>May issue matters: committee, integration.</summary>
    public const string Issues = nameof(Issues);

    /// <summary>May see all tasks and figures: committee, supervisor, reviewer.</summary>
    public const string Oversees = nameof(Oversees);

    /// <summary>May work on tasks: member.</summary>
    public const string Works = nameof(Works);

    /// <summary>May add, disable and reset accounts within the own unit: operator.</summary>
    public const string KeepsAccounts = nameof(KeepsAccounts);

    /// <summary>May see how the service is, and decide on dead letters, which come from everywhere: an operator of the whole city.</summary>
    public const string Operates = nameof(Operates);
}
