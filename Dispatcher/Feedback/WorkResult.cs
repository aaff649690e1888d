using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>What came of a member's act.</summary>
public abstract record WorkResult;

/// <summary>Done, or was done by the same member before: the same act twice is one.</summary>
public sealed record Done(DutyTask Task) : WorkResult;

/// <summary>There is no such task for this member.</summary>
public sealed record NoSuchTask : WorkResult;

/// <summary>The task does not allow it as it stands; nothing was changed.</summary>
public sealed record NotNow(string Chinese, string English) : WorkResult;

/// <summary>What was sent does not fit.</summary>
public sealed record BadReport(IReadOnlyList<ReportError> Errors) : WorkResult;
