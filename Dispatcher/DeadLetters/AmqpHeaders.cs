using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>
/// A message's AMQP headers as JSON, and back, so that a retried message is the one that was sent. What JSON has no word
/// for is an object with one field: bytes that are no text <c>{"$bytes": base64}</c>, instants <c>{"$seconds": n}</c>.
/// </summary>
public static class AmqpHeaders
{
    private const string Bytes = "$bytes";
    private const string Seconds = "$seconds";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What the broker adds when a message dies, and its client when it is sent: it says nothing of the message, and a retried one begins anew.</summary>
    private static readonly string[] OfTheWay =
        ["x-dotnet-pub-seq-no", "x-death", "x-first-death-queue", "x-first-death-reason", "x-first-death-exchange", "x-last-death-queue", "x-last-death-reason", "x-last-death-exchange", "x-delivery-count", "x-acquired-count"];

    public static string ToJson(IDictionary<string, object?>? headers) => (ToNode(headers ?? new Dictionary<string, object?>()) ?? new JsonObject()).ToJsonString(SqlValues.Json);

    /// <summary>The headers to send a message with again.</summary>
    public static IDictionary<string, object?> ForRetry(string json) =>
        JsonNode.Parse(json)!.AsObject().Where(header => !OfTheWay.Contains(header.Key)).ToDictionary(header => header.Key, header => FromNode(header.Value));

    /// <summary>A header's text; empty when it has none.</summary>
    public static string Text(IDictionary<string, object?>? headers, string name) =>
        headers is not null && headers.TryGetValue(name, out var value) ? value switch { byte[] bytes => Encoding.UTF8.GetString(bytes), string text => text, _ => "" } : "";

    private static JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        byte[] bytes => TextOf(bytes) is { } text ? JsonValue.Create(text) : new JsonObject { [Bytes] = Convert.ToBase64String(bytes) },
        string text => JsonValue.Create(text),
        bool yes => JsonValue.Create(yes),
        double or float or decimal => double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)) ? JsonValue.Create(Convert.ToDouble(value, CultureInfo.InvariantCulture)) : null,
        ulong large => JsonValue.Create(large),
        sbyte or byte or short or ushort or int or uint or long => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        AmqpTimestamp instant => new JsonObject { [Seconds] = instant.UnixTime },
        IDictionary<string, object?> table => new JsonObject(table.Select(each => KeyValuePair.Create(each.Key, ToNode(each.Value)))),
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(ToNode)]),
        _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };

    private static object? FromNode(JsonNode? node) => node switch
    {
        null => null,
        JsonObject { Count: 1 } only when only[Bytes] is JsonValue bytes && bytes.TryGetValue<string>(out var base64) => Convert.FromBase64String(base64),
        JsonObject { Count: 1 } only when only[Seconds] is JsonValue seconds && seconds.TryGetValue<long>(out var unix) => new AmqpTimestamp(unix),
        JsonObject table => table.ToDictionary(each => each.Key, each => FromNode(each.Value)),
        JsonArray list => list.Select(FromNode).ToList(),
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => value.TryGetValue<long>(out var whole) ? (object)whole : value.GetValue<double>(),
        },
        _ => throw new NotSupportedException($"No header is written as {node.GetValueKind()}."),
    };

    private static string? TextOf(byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
