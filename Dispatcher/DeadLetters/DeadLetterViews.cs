using System.Text.Json;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>死信: a message that nobody could handle.</summary>
/// <param name="Id">Its id; the message's own where it has one.</param>
/// <param name="Queue">Queue it died in; empty when the bus did not say.</param>
/// <param name="Reason">Why: delivery_limit, rejected, expired, maxlen, or unanswered.</param>
/// <param name="Arrivals">How often it came: 1, and 1 more for each retry that failed too.</param>
/// <param name="Deliveries">How often it was handed out before it came; 0 when not known, as from a broker.</param>
/// <param name="ContentType">What the sender says the body is; empty when it says nothing.</param>
/// <param name="Bytes">Size of the body.</param>
/// <param name="ArrivedAt">When it came.</param>
/// <param name="State">Waiting, Retried or Discarded.</param>
/// <param name="DecidedAt">When it was retried or discarded; null while it waits.</param>
/// <param name="DecidedBy">Who did; null while it waits.</param>
public sealed record DeadLetterView(
    Guid Id, string Queue, string Reason, int Arrivals, int Deliveries, string ContentType, long Bytes, DateTimeOffset ArrivedAt, string State, DateTimeOffset? DecidedAt, string? DecidedBy)
{
    public static DeadLetterView Of(DeadLetterItem item) => new(
        item.Id.Value, item.Queue, item.Reason, item.Arrivals, item.Deliveries, item.ContentType, item.Bytes, item.ArrivedAt, item.State.ToString(), item.DecidedAt, item.DecidedBy);

    public static DeadLetterView Of(DeadLetter letter) => new(
        letter.Id.Value, letter.Queue, letter.Reason, letter.Arrivals, letter.Deliveries, letter.ContentType, letter.Body.Length, letter.ArrivedAt, letter.State.ToString(), letter.DecidedAt, letter.DecidedBy);
}

/// <summary>A page of dead letters.</summary>
/// <param name="Items">Last arrived first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null on the last.</param>
public sealed record DeadLetterPageView(IReadOnlyList<DeadLetterView> Items, string? Next);

/// <summary>One dead letter with what it says.</summary>
/// <param name="Letter">The dead letter.</param>
/// <param name="Properties">The message's properties by their AMQP names.</param>
/// <param name="Headers">The message's headers.</param>
/// <param name="Body">The body, at most 64 KiB; null when it is not JSON in UTF-8.</param>
/// <param name="BodyIsCut">Whether the body is longer than what is shown.</param>
public sealed record DeadLetterStoryView(DeadLetterView Letter, IReadOnlyDictionary<string, string> Properties, JsonElement Headers, string? Body, bool BodyIsCut)
{
    public static DeadLetterStoryView Of(DeadLetter letter)
    {
        var body = DeadLetterBody.AsSent(letter.Body);
        return new(DeadLetterView.Of(letter), letter.Properties, JsonSerializer.Deserialize<JsonElement>(letter.Headers), body.Text, body.IsCut);
    }
}

/// <summary>Which dead letters to decide on: <c>ids</c> or <c>queue</c>, not both.</summary>
public sealed record DecisionRequest
{
    /// <summary>1–1,000 ids.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <summary>All that wait and came from this queue; at most the 1,000 that wait longest in one call.</summary>
    public string? Queue { get; init; }
}

/// <summary>What came of a decision.</summary>
/// <param name="Done">Those it was carried out on.</param>
/// <param name="Left">Those left as they are, with the reason: decided before, not there, or not taken by the broker.</param>
public sealed record DecisionView(IReadOnlyList<Guid> Done, IReadOnlyList<LeftView> Left)
{
    public static DecisionView Of(DecisionResult result) => new(
        [.. result.Done.Select(id => id.Value)], [.. result.Left.Select(left => new LeftView(left.Id.Value, left.Why))]);
}

/// <summary>One that is left as it is.</summary>
/// <param name="Id">Which.</param>
/// <param name="Why">Why, and what to do.</param>
public sealed record LeftView(Guid Id, string Why);
