using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using TaskManager.Bus;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>A message as the broker's queue of dead letters hands it over.</summary>
internal sealed record ArrivedMessage(IReadOnlyBasicProperties Properties, byte[] Body)
{
    /// <summary>Longest short text of AMQP.</summary>
    private const int TextMax = 255;

    public static ArrivedMessage Copy(BasicDeliverEventArgs message) => new(new BasicProperties(message.BasicProperties), message.Body.ToArray());

    public string MessageId => Properties.MessageId ?? "";

    /// <summary>Sent only to see that dead letters arrive.</summary>
    public bool IsProbe => Queue == Queues.Probe;

    private string Queue => AmqpHeaders.Text(Properties.Headers, "x-first-death-queue");

    public DeadLetter ToDeadLetter(DateTimeOffset now) => new()
    {
        Id = Guid.TryParse(MessageId, out var id) ? new MessageId(id) : Domain.MessageId.New(now),
        Queue = Plain(Queue),
        Reason = Plain(AmqpHeaders.Text(Properties.Headers, "x-first-death-reason")),
        ContentType = Plain(Properties.ContentType ?? ""),
        Properties = Named(Properties),
        Headers = AmqpHeaders.ToJson(Properties.Headers),
        Body = Body,
        ArrivedAt = now,
    };

    /// <summary>
    /// The properties to send it with again. Not the user: the broker takes only the one who sends. Not the expiry: it was
    /// for the first time.
    /// </summary>
    public static BasicProperties PropertiesOf(DeadLetter letter)
    {
        string? Of(string name) => letter.Properties.GetValueOrDefault(name);
        var properties = new BasicProperties
        {
            MessageId = Of("message-id") ?? letter.Id.ToString(),
            Persistent = true,
            Headers = AmqpHeaders.ForRetry(letter.Headers),
        };
        if (Of("content-type") is { } contentType)
        {
            properties.ContentType = contentType;
        }

        if (Of("content-encoding") is { } encoding)
        {
            properties.ContentEncoding = encoding;
        }

        if (Of("correlation-id") is { } correlation)
        {
            properties.CorrelationId = correlation;
        }

        if (Of("reply-to") is { } reply)
        {
            properties.ReplyTo = reply;
        }

        if (Of("type") is { } type)
        {
            properties.Type = type;
        }

        if (Of("app-id") is { } app)
        {
            properties.AppId = app;
        }

        if (Of("priority") is { } priority)
        {
            properties.Priority = byte.Parse(priority, CultureInfo.InvariantCulture);
        }

        if (Of("timestamp") is { } timestamp)
        {
            properties.Timestamp = new AmqpTimestamp(long.Parse(timestamp, CultureInfo.InvariantCulture));
        }

        return properties;
    }

    private static Dictionary<string, string> Named(IReadOnlyBasicProperties from)
    {
        var named = new Dictionary<string, string>();
        void Add(string name, string? value)
        {
            if (value is not null)
            {
                named[name] = value;
            }
        }

        Add("message-id", from.MessageId);
        Add("content-type", from.ContentType);
        Add("content-encoding", from.ContentEncoding);
        Add("correlation-id", from.CorrelationId);
        Add("reply-to", from.ReplyTo);
        Add("type", from.Type);
        Add("app-id", from.AppId);
        Add("user-id", from.UserId);
        Add("priority", from.IsPriorityPresent() ? from.Priority.ToString(CultureInfo.InvariantCulture) : null);
        Add("timestamp", from.IsTimestampPresent() ? from.Timestamp.UnixTime.ToString(CultureInfo.InvariantCulture) : null);
        return named;
    }

    /// <summary>Without control characters, which not every database keeps in a text, and not longer than AMQP allows.</summary>
    private static string Plain(string text)
    {
        var plain = text.Any(char.IsControl) ? new string([.. text.Where(letter => !char.IsControl(letter))]) : text;
        return plain.Length > TextMax ? plain[..TextMax] : plain;
    }
}
