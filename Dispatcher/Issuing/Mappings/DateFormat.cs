using System.Globalization;

namespace TaskManager.Dispatcher.Issuing.Mappings;

/// <summary>Finds out whether a date format can be trusted, by writing a time with it and reading it back.</summary>
internal static class DateFormat
{
    private const int LengthMax = 64;
    private const string DayNeeded = "It must give year, month and day: yyyy, MM, dd; small mm means minutes.";

    // Every part differs from every other and from what a missing part would default to.
    private static readonly DateTimeOffset Sample = new(2011, 12, 23, 14, 45, 56, TimeSpan.Zero);

    /// <summary>What is wrong and what would be right; null when the format can be used.</summary>
    public static (string What, string Allowed)? Problem(string format)
    {
        if (string.IsNullOrWhiteSpace(format) || format.Length > LengthMax)
        {
            return ($"it has {format.Length} characters.", $"From 1 to {LengthMax}, for example yyyy-MM-dd HH:mm:ss.");
        }

        if (format.Contains("'Z'", StringComparison.Ordinal) || format.Contains("\"Z\"", StringComparison.Ordinal) || format.Contains("\\Z", StringComparison.Ordinal))
        {
            return ("a quoted Z is only a letter, so the time would be taken for local.", "Write K, which reads Z and +08:00.");
        }

        string text;
        try
        {
            text = Sample.ToString(format, CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            return ("it is not a .NET date format.", "For example yyyy-MM-dd HH:mm:ss; docs/mappings.md has a table of the letters.");
        }

        if (!LocalTimes.TryParse(text, format, out var read))
        {
            return ($"it cannot read back what it writes ('{text}').", "Give each part once, with signs between parts of varying length.");
        }

        if (read.Date != Sample.Date)
        {
            if (!format.Contains('y', StringComparison.Ordinal))
            {
                return ("it gives no year.", DayNeeded); // what comes back would name the year of the machine's clock
            }

            return ($"{Sample:yyyy-MM-dd} comes back as {read:yyyy-MM-dd}.", DayNeeded);
        }

        return read.TimeOfDay == default || read.Hour == Sample.Hour
            ? null
            : ($"{Sample:HH:mm} comes back as {read:HH:mm}.", "HH for 24 hours, or hh together with tt for 12 hours with AM and PM.");
    }
}
