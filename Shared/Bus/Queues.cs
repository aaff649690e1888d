namespace TaskManager.Bus;

/// <summary>Names of the queues.</summary>
public static class Queues
{
    /// <summary>Answers of all Workers to the Dispatcher.</summary>
    public const string Feedback = "dispatcher.feedback";

    /// <summary>The queue of one lane's Workers.</summary>
    public static string Lane(string lane) => $"lane.{lane}";

    public static Uri Address(string queue) => new($"queue:{queue}");
}
