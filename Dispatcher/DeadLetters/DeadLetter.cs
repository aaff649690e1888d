using TaskManager.Domain;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>What became of a dead letter.</summary>
public enum DeadLetterState
{
    /// <summary>待处理: nobody has decided yet.</summary>
    Waiting,

    /// <summary>已重发: sent again to the queue it came from.</summary>
    Retried,

    /// <summary>已丢弃: will not be handled.</summary>
    Discarded,
}

/// <summary>
/// 死信: a message that nobody could handle, with what is needed to send it again. It is one row however often it comes
/// while it waits; one that comes back after a retry waits again.
/// </summary>
public sealed record DeadLetter
{
    /// <summary>The message's id; one of its own when the message has none.</summary>
    public MessageId Id { get; init; }

    /// <summary>Queue it died in; empty when the bus did not say, and then it can only be discarded.</summary>
    public string Queue { get; init; } = "";

    /// <summary>Why, in the bus's word: <c>delivery_limit</c>, <c>rejected</c>, <c>expired</c>, <c>maxlen</c>; <c>unanswered</c> for one that the outbox gave up.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How often it came here: 1, and 1 more for each retry that failed too.</summary>
    public int Arrivals { get; init; } = 1;

    /// <summary>How often it was handed to a consumer before it came; 0 when not known, as from a broker: its count is that of the last queue.</summary>
    public int Deliveries { get; init; }

    public string ContentType { get; init; } = "";

    /// <summary>The message's properties by their AMQP names.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>Its headers as JSON; see <see cref="AmqpHeaders"/>.</summary>
    public string Headers { get; init; } = "{}";

    public byte[] Body { get; init; } = [];

    /// <summary>Whether it was taken out of the outbox; then a retry puts it back there, else it is handed to the broker as it is.</summary>
    public bool FromOutbox { get; init; }

    public DateTimeOffset ArrivedAt { get; init; }

    public DeadLetterState State { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Who retried or discarded it; null while it waits.</summary>
    public string? DecidedBy { get; init; }
}

/// <summary>A dead letter in a list: all but headers and body.</summary>
public sealed class DeadLetterItem
{
    public MessageId Id { get; init; }

    public string Queue { get; init; } = "";

    public string Reason { get; init; } = "";

    public int Arrivals { get; init; }

    public int Deliveries { get; init; }

    public string ContentType { get; init; } = "";

    /// <summary>Size of the body.</summary>
    public long Bytes { get; init; }

    public DateTimeOffset ArrivedAt { get; init; }

    public DeadLetterState State { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? DecidedBy { get; init; }
}

/// <summary>What to list. Null: any.</summary>
public sealed record DeadLetterFilter
{
    public const int LimitMax = 200;

    public DeadLetterState? State { get; init; }

    public string? Queue { get; init; }

    /// <summary>The place after which to go on; see <see cref="DeadLetterPage.Next"/>.</summary>
    public DeadLetterPlace? After { get; init; }

    /// <summary>1–200, default 50.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>One page, last arrived first.</summary>
/// <param name="Items">The dead letters.</param>
/// <param name="Next">Where the next page goes on; null on the last.</param>
public sealed record DeadLetterPage(IReadOnlyList<DeadLetterItem> Items, DeadLetterPlace? Next);

/// <summary>How many wait that came from one queue.</summary>
public sealed class WaitingLetters
{
    public string Queue { get; init; } = "";

    public long Waiting { get; init; }

    /// <summary>When the one that waits longest arrived.</summary>
    public DateTimeOffset OldestAt { get; init; }
}

/// <summary>A place in the list: an arrival, written <c>milliseconds-id</c>.</summary>
public sealed record DeadLetterPlace(DateTimeOffset ArrivedAt, Guid Id)
{
    /// <summary>Before the first.</summary>
    public static readonly DeadLetterPlace Start = new(DateTimeOffset.MaxValue, Guid.AllBitsSet);

    /// <summary>Reads a place; null when it is none.</summary>
    public static DeadLetterPlace? Read(string text) =>
        text.Split('-', 2) is [var at, var id]
        && long.TryParse(at, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        && Guid.TryParseExact(id, "N", out var known)
            ? new DeadLetterPlace(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), known)
            : null;

    public override string ToString() => $"{ArrivedAt.ToUnixTimeMilliseconds()}-{Id:N}";
}
