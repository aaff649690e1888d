namespace TaskManager.Contracts;

/// <summary>The check that every Worker has: it answers from the imported record that the parameters carry.</summary>
public static class HistoryRecord
{
    /// <summary>Name of the check; no catalogue may use it.</summary>
    public const string Check = "history";

    /// <summary>Parameter: when the case was closed, milliseconds since 1970 UTC.</summary>
    public const string ClosedAt = "closedAt";

    /// <summary>Parameter: who closed it; absent: nobody had to, it was closed automatically.</summary>
    public const string ClosedBy = "closedBy";
}
