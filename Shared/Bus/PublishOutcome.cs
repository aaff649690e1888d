namespace TaskManager.Bus;

/// <summary>What became of a message that was handed to the bus.</summary>
public abstract record PublishOutcome;

/// <summary>The bus has it; on a durable bus it will not lose it.</summary>
public sealed record Confirmed : PublishOutcome;

/// <summary>The bus does not have it: no queue takes it, or the queue is full.</summary>
/// <param name="Reason">Why, in words.</param>
public sealed record Refused(string Reason) : PublishOutcome;

/// <summary>Nobody can tell: the answer was lost or late. The message may arrive, so it is sent again with the same id.</summary>
/// <param name="Reason">What happened, in words.</param>
public sealed record Unknown(string Reason) : PublishOutcome;
