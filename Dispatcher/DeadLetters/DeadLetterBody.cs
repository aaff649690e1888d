using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>What may be shown of a message: text, if it is JSON, and not more than a reader can take in.</summary>
/// <param name="Text">The text; null when the body is not JSON in UTF-8.</param>
/// <param name="IsCut">Whether it goes on.</param>
public sealed record DeadLetterBody(string? Text, bool IsCut)
{
    /// <summary>Most bytes of a body that are shown.</summary>
    public const int ShownMax = 64 * 1024;

    private static readonly JsonSerializerOptions Indented = new(SqlValues.Json) { WriteIndented = true };

    /// <summary>The body as it was sent.</summary>
    public static DeadLetterBody AsSent(byte[] body) => IsJson(body) ? Cut(body) : new DeadLetterBody(null, false);

    /// <summary>The body with one field a line.</summary>
    public static DeadLetterBody ToRead(byte[] body)
    {
        if (!IsJson(body) || body.Length > ShownMax)
        {
            return AsSent(body);
        }

        using var document = JsonDocument.Parse(body);
        return Cut(JsonSerializer.SerializeToUtf8Bytes(document, Indented));
    }

    private static DeadLetterBody Cut(byte[] body)
    {
        // Not in the middle of a character: what follows its first byte begins with the bits 10.
        var end = Math.Min(body.Length, ShownMax);
        while (end < body.Length && end > 0 && (body[end] & 0xC0) is 0x80)
        {
            end--;
        }

        return new DeadLetterBody(Encoding.UTF8.GetString(body, 0, end), end < body.Length);
    }

    private static bool IsJson(byte[] body)
    {
        if (body.Length is 0 || !Utf8.IsValid(body))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                // Reading to the end is the proof.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
