using System.Globalization;

namespace TaskManager.Tests.EndToEnd.Replaying;

/// <summary>One case as the rules for figures read it. Times are seconds since 1970 UTC.</summary>
internal sealed record CountedCase(string Id, long Opened, long? Closed, long? Deadline, string Duty, string Unit, string Channel);

/// <summary>What must become of a file's rows.</summary>
internal sealed record CountedFile(
    long Rows,
    IReadOnlyList<CountedCase> Accepted,
    IReadOnlyList<(long Row, string Id, string Reason)> Rejected,
    long Duplicates,
    IReadOnlyDictionary<string, long> Warnings)
{
    /// <summary>The latest opened or closed time.</summary>
    public long Latest => Accepted.Max(each => each.Closed ?? each.Opened);
}

/// <summary>The figures of DESIGN §7 for one group.</summary>
internal sealed record CountedFigures(long Issued, long Closed, long Open, long Due, long ClosedDue, long ClosedOnTime, double P50, double P90, double P99, double Mean);

/// <summary>The columns and statuses of one city, and how it writes times.</summary>
internal sealed record CityColumns(
    string Id, string Opened, string Closed, string Deadline, string Status, string Duty, string Unit, string Channel, string[] OpenStatuses, string[] ClosedStatuses)
{
    public static readonly CityColumns Boston = new(
        "case_enquiry_id", "open_dt", "closed_dt", "target_dt", "case_status", "type", "department", "source", ["Open"], ["Closed"]);

    public static readonly CityColumns NewYork = new(
        "Unique Key", "Created Date", "Closed Date", "Due Date", "Status", "Complaint Type", "Agency", "Open Data Channel Type",
        ["Open", "In Progress", "Assigned", "Pending", "Started"], ["Closed"]);
}

/// <summary>
/// Computes from the file what the replay must print, by code that shares nothing with the product: own reading, own
/// calendar of New York's clock changes, own counting, own percentiles.
/// </summary>
internal static class IndependentCalculation
{
    public static CountedFile Of(string path, CityColumns columns) => Of(PlainCsv.Read(path), columns);

    public static CountedFile Of(IReadOnlyList<Dictionary<string, string>> rows, CityColumns columns)
    {
        var accepted = new List<CountedCase>();
        var rejected = new List<(long, string, string)>();
        var warnings = new Dictionary<string, long>();
        var seen = new HashSet<string>();
        var duplicates = 0L;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var id = row[columns.Id];
            var opened = Seconds(row[columns.Opened]);
            var closed = Seconds(row[columns.Closed]);
            var deadline = Seconds(row[columns.Deadline]);
            var isOpen = columns.OpenStatuses.Contains(row[columns.Status]);
            var reason =
                id.Length is 0 ? "id_missing"
                : opened is null ? "opened_missing"
                : closed < opened ? "closed_before_opened"
                : row[columns.Status].Length is 0 ? "status_missing"
                : !isOpen && !columns.ClosedStatuses.Contains(row[columns.Status]) ? "status_unknown"
                : isOpen && closed is not null ? "open_with_closed_time"
                : !isOpen && closed is null ? "closed_without_time"
                : null;
            if (reason is not null)
            {
                rejected.Add((i + 1, id, reason));
            }
            else if (!seen.Add(id))
            {
                duplicates++;
            }
            else
            {
                if (deadline < opened)
                {
                    warnings["deadline_before_opened"] = warnings.GetValueOrDefault("deadline_before_opened") + 1;
                    deadline = null;
                }

                accepted.Add(new CountedCase(id, opened!.Value, closed, deadline, row[columns.Duty], row[columns.Unit], row[columns.Channel]));
            }
        }

        return new CountedFile(rows.Count, accepted, rejected, duplicates, warnings);
    }

    /// <summary>The figures of some cases as of an instant: what is opened later is not there, what is closed later is open.</summary>
    public static CountedFigures Figures(IEnumerable<CountedCase> cases, long asOf)
    {
        var issued = cases.Where(each => each.Opened <= asOf).ToList();
        var closed = issued.Where(each => each.Closed <= asOf).ToList();
        var due = issued.Where(each => each.Deadline <= asOf).ToList();
        var hours = closed.Select(each => (each.Closed!.Value - each.Opened) / 3600.0).Order().ToList();
        return new CountedFigures(
            issued.Count,
            closed.Count,
            issued.Count - closed.Count,
            due.Count,
            due.Count(each => each.Closed <= asOf),
            due.Count(each => each.Closed <= each.Deadline),
            Percentile(hours, 0.5),
            Percentile(hours, 0.9),
            Percentile(hours, 0.99),
            hours.Count is 0 ? double.NaN : hours.Sum() / hours.Count);
    }

    public static long Seconds(DateTimeOffset instant) => instant.ToUnixTimeSeconds();

    /// <summary>Linear interpolation between the two nearest ranks.</summary>
    private static double Percentile(List<double> ascending, double share)
    {
        if (ascending.Count is 0)
        {
            return double.NaN;
        }

        var place = share * (ascending.Count - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, ascending.Count - 1);
        return ascending[below] + ((place - below) * (ascending[above] - ascending[below]));
    }

    /// <summary>2011-07-01 01:32:33 or 02/28/2023 11:44:53 PM, on a clock in New York; null when blank.</summary>
    private static long? Seconds(string text)
    {
        if (text.Length is 0)
        {
            return null;
        }

        var numbers = text.Split('-', '/', ' ', ':').Take(6).Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToList();
        var (year, month, day) = text.Contains('/', StringComparison.Ordinal) ? (numbers[2], numbers[0], numbers[1]) : (numbers[0], numbers[1], numbers[2]);
        var hour = numbers[3];
        if (text.EndsWith("AM", StringComparison.Ordinal) || text.EndsWith("PM", StringComparison.Ordinal))
        {
            hour = (hour % 12) + (text.EndsWith("PM", StringComparison.Ordinal) ? 12 : 0);
        }

        var wallClock = new DateTime(year, month, day, hour, numbers[4], numbers[5], DateTimeKind.Utc);

        // Since 2007 summer time runs from the second Sunday of March, 02:00, to the first Sunday of November, 02:00. Taking
        // winter's offset for the hour that is left out moves such a time forward; taking summer's for the hour that comes
        // twice chooses the earlier one.
        var summerFrom = Sunday(year, 3, 2).AddHours(3);
        var summerTo = Sunday(year, 11, 1).AddHours(2);
        var behind = wallClock >= summerFrom && wallClock < summerTo ? 4 : 5;
        return (long)(wallClock.AddHours(behind) - DateTime.UnixEpoch).TotalSeconds;
    }

    private static DateTime Sunday(int year, int month, int nth)
    {
        var first = new DateTime(year, month, 1, 0, 0, 0, DateTimeKind.Utc);
        return first.AddDays(((7 - (int)first.DayOfWeek) % 7) + (7 * (nth - 1)));
    }
}
