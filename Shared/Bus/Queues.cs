namespace TaskManager.Bus;

/// <summary>Names of the queues.</summary>
public static class Queues
{
    /// <summary>Answers of all Workers to the Dispatcher.</summary>
    public const string Feedback = "dispatcher.feedback";

    /// <summary>What failed too often, or was refused, on any of the queues. The exchange it passes has the same name.</summary>
    public const string DeadLetters = "dead-letters";

    /// <summary>Takes messages made only to be dead-lettered, to see that it works.</summary>
    public const string Probe = "dispatcher.probe";

    /// <summary>The queue of one lane's Workers.</summary>
    public static string Lane(string lane) => $"lane.{lane}";

    /// <summary>The twin for what must not wait behind the lane's backlog 加急.</summary>
    public static string Urgent(string lane) => $"{Lane(lane)}.urgent";

    public static bool IsUrgent(string queue) => queue.EndsWith(".urgent", StringComparison.Ordinal);

    /// <summary>All queues of a lane's Workers.</summary>
    public static IReadOnlyList<string> OfLane(string lane) => [Lane(lane), Urgent(lane)];
}
