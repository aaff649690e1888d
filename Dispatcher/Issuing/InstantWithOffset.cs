using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TaskManager.Dispatcher.Issuing;

/// <summary>Reads an instant and refuses one without an offset: which clock was meant is not for the server to guess.</summary>
internal sealed class InstantWithOffset : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.Null)
        {
            return null;
        }

        var text = reader.TokenType is JsonTokenType.String ? reader.GetString()! : "";
        return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            && time.Kind is not DateTimeKind.Unspecified
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
                ? instant
                : throw new JsonException("an instant needs date, time and offset, for example 2026-11-30T18:00:00+08:00.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, JsonSerializerOptions.Web);
}
