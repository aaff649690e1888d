using System.Globalization;

namespace TaskManager.Dispatcher.Issuing.Mappings;

/// <summary>Reads times as a city writes them: several formats, wall clock without offset, clocks that change twice a year.</summary>
public sealed class LocalTimes(TimeZoneInfo zone, IReadOnlyList<string> formats)
{
    /// <summary>Outside these years a time is a placeholder (0001-01-01, 1899-12-30, 9999-12-31), not a time anybody meant.</summary>
    public const int YearMin = 1900, YearMax = 9998;

    /// <summary>Tries the formats in order; the first that fits decides, so that 03/04 never means two things in one file.</summary>
    public bool TryRead(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        foreach (var format in formats)
        {
            if (TryParse(text, format, out var time))
            {
                instant = time.Year is < YearMin or > YearMax ? default
                    : time.Kind is DateTimeKind.Utc ? new DateTimeOffset(time)
                    : Instant(zone, time);
                return instant != default;
            }
        }

        instant = default;
        return false;
    }

    /// <summary>
    /// Reads one format. A text that carries an offset comes back as that instant with <see cref="DateTimeKind.Utc"/>,
    /// one without as wall clock with <see cref="DateTimeKind.Unspecified"/>; the machine's own zone plays no part.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, string format, out DateTime time) =>
        DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);

    /// <summary>
    /// The instant of a wall clock. A time the clock showed twice is the earlier instant; a time it never showed moves
    /// forward by the gap (02:30 → 03:30).
    /// </summary>
    public static DateTimeOffset Instant(TimeZoneInfo zone, DateTime local)
    {
        // The three questions took 0.5 µs a time: 60 ms of the third of a second in which the Boston file is read, against
        // the seconds of its import. Not worth a cache that would have to know on which days clocks change.
        var offset = zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddDays(-1)) // as before the gap; the longest gap there was is a day
            : zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() // further ahead of UTC is earlier
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local.Ticks - offset.Ticks, TimeSpan.Zero);
    }
}
