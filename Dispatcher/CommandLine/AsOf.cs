using System.CommandLine;
using System.Globalization;

namespace TaskManager.Dispatcher.CommandLine;

/// <summary><c>--as-of T</c>: the instant the figures speak of, as the user wrote it.</summary>
/// <param name="Time">Date and time.</param>
/// <param name="Offset">Offset from UTC; null when the user gave none, and the city's clock is meant.</param>
public sealed record AsOf(DateTime Time, TimeSpan? Offset)
{
    /// <summary>The instant, by the city's clock unless an offset was given.</summary>
    public DateTimeOffset In(TimeZoneInfo zone) => new(Time, Offset ?? zone.GetUtcOffset(Time));

    public static Option<AsOf?> Option(string defaultText) => new("--as-of")
    {
        Description = $"The instant the figures speak of, for example 2011-10-31T00:00:00-04:00; without an offset it is by the city's clock. Default: {defaultText}.",
        HelpName = "T",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            {
                return time.Kind is DateTimeKind.Unspecified ? new AsOf(time, null) : new AsOf(instant.DateTime, instant.Offset);
            }

            result.AddError($"--as-of '{text}' is not an instant. Write it like 2011-10-31T00:00:00Z.");
            return null;
        },
    };
}
