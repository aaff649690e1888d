using System.Globalization;

namespace TaskManager.Dispatcher.Issuing.Mappings;

/// <summary>The rules a row must keep to, in order; the first one broken rejects it. docs/mappings.md lists them.</summary>
internal sealed class RowRules(Mapping mapping, IReadOnlyList<string> header, ColumnPlaces places, DateTimeOffset? now)
{
    /// <summary>Longest id, name or code, characters.</summary>
    private const int NameLengthMax = 200;

    /// <summary>Longest parameter, characters.</summary>
    private const int ParameterLengthMax = 4000;

    /// <summary>Subject and place are cut to this, characters.</summary>
    private const int TextLengthMax = 500;

    private static readonly IReadOnlyList<RowWarning> NoWarnings = [];

    private readonly LocalTimes times = new(mapping.Zone, mapping.Dates);
    private readonly Dictionary<string, CaseStatus>.AlternateLookup<ReadOnlySpan<char>> statuses =
        new Dictionary<string, CaseStatus>(mapping.Statuses, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Names duties = new(mapping.Duties);
    private readonly Names units = new(mapping.Units);
    private readonly Names channels = new(mapping.Channels);
    private readonly Names members = new(new Dictionary<string, string>(0));
    private readonly Names grids = new(new Dictionary<string, string>(0));

    private readonly (string Key, int Place, int LengthMax)[] limits =
    [
        ("id", places.Id, NameLengthMax), ("duty", places.Duty, NameLengthMax), ("unit", places.Unit, NameLengthMax),
        ("member", places.Member, NameLengthMax), ("channel", places.Channel, NameLengthMax), ("grid", places.Grid, NameLengthMax),
        .. places.Parameters.Select(p => (p.Name, p.Place, ParameterLengthMax)),
    ];

    public RowReading Read(CsvRows row, long number)
    {
        if (row.Problem is { } problem)
        {
            return Whole(problem);
        }

        if (row.Count > header.Count)
        {
            return Whole($"The row has {row.Count} cells, the header has {header.Count}; quote cells that hold a '{mapping.Separator}'.");
        }

        foreach (var (key, place, lengthMax) in limits)
        {
            if (row[place].Length > lengthMax)
            {
                return Rejected(RejectReason.Malformed, place, $"The {key} has {row[place].Length:N0} characters; at most {lengthMax:N0}.");
            }
        }

        var id = row[places.Id].ToString();
        if (id.Length is 0 && now is null)
        {
            return Rejected(RejectReason.IdMissing, places.Id, "The id is blank; every case needs one.");
        }

        if (Time(places.Opened) is not { } opened)
        {
            return row[places.Opened].IsEmpty
                ? Rejected(RejectReason.OpenedMissing, places.Opened, "The opened time is blank; every case needs one.")
                : Rejected(RejectReason.OpenedUnreadable, places.Opened, Unreadable("opened time"));
        }

        DateTimeOffset? ended = null;
        if (!row[places.Closed].IsEmpty)
        {
            if (!times.TryRead(row[places.Closed], out var time))
            {
                return Rejected(RejectReason.ClosedUnreadable, places.Closed, Unreadable("closed time"));
            }

            if (time < opened)
            {
                return Rejected(RejectReason.ClosedBeforeOpened, places.Closed, $"It was closed before it was opened ({row[places.Opened]}); correct either time.");
            }

            ended = time;
        }

        var status = ended is null ? CaseStatus.Open : CaseStatus.Closed;
        if (places.Status >= 0)
        {
            if (row[places.Status].IsEmpty)
            {
                return Rejected(RejectReason.StatusMissing, places.Status, "The status is blank; give one that the mapping lists.");
            }

            if (!statuses.TryGetValue(row[places.Status], out status))
            {
                return Rejected(RejectReason.StatusUnknown, places.Status, $"The mapping does not list this status; add it under status: open, closed or cancelled. Listed: {string.Join(", ", mapping.Statuses.Keys)}.");
            }
        }

        switch (status, ended)
        {
            case (CaseStatus.Closed, null):
                return Rejected(RejectReason.ClosedWithoutTime, places.Closed, $"The status '{row[places.Status]}' means closed, but the closed time is blank; give it, or correct the status.");
            case (CaseStatus.Cancelled, null):
                return Rejected(RejectReason.CancelledWithoutTime, places.Closed, $"The status '{row[places.Status]}' means cancelled, but the closed time is blank; give it, or correct the status.");
            case (CaseStatus.Open, not null):
                return Rejected(RejectReason.OpenWithClosedTime, places.Closed, $"The status '{row[places.Status]}' means open, but there is a closed time; blank it, or correct the status.");
        }

        if ((duties.Of(row[places.Duty]) ?? mapping.Defaults.Duty) is not { } duty)
        {
            return Rejected(RejectReason.DutyMissing, places.Duty, "The duty is blank; give one, or name a default in the mapping (defaults: duty).");
        }

        var warnings = NoWarnings;
        var deadline = Deadline(row[places.Deadline], opened, ref warnings);
        var (latitude, longitude) = Point(row[places.Latitude], row[places.Longitude], ref warnings);
        var kept = new CaseRow(number, id, opened, status)
        {
            Line = row.Line,
            EndedAt = ended,
            DeadlineAt = deadline,
            Duty = duty,
            Unit = units.Of(row[places.Unit]) ?? mapping.Defaults.Unit,
            Member = members.Of(row[places.Member]),
            Channel = channels.Of(row[places.Channel]) ?? mapping.Defaults.Channel ?? "",
            Place = row[places.Place].IsEmpty ? null : Cut(row[places.Place], TextLengthMax),
            Grid = grids.Of(row[places.Grid]),
            Latitude = latitude,
            Longitude = longitude,
            Subject = Cut(row[places.Subject], TextLengthMax),
            Automatic = status is CaseStatus.Closed && IsAutomatic(row[places.Automatic]),
        };
        return new KeptRow(places.Parameters.Count is 0 ? kept : kept with { Parameters = Parameters(row) }, warnings);

        DateTimeOffset? Time(int place) =>
            row[place].IsEmpty ? now
            : times.TryRead(row[place], out var time) ? time
            : null;

        RejectedRow Rejected(RejectReason reason, int place, string detail) => new(
            number, row.Line, Cut(row[places.Id], NameLengthMax), reason, place < 0 ? "" : header[place], Cut(row[place], NameLengthMax), detail);

        RejectedRow Whole(string detail) => new(
            number, row.Line, Cut(row[places.Id], NameLengthMax), RejectReason.Malformed, "", row.Excerpt, detail);
    }

    private string Unreadable(string what) =>
        $"The {what} has none of the mapping's formats, or lies outside the years {LocalTimes.YearMin}–{LocalTimes.YearMax}. Formats: {string.Join(" | ", mapping.Dates)}.";

    private DateTimeOffset? Deadline(ReadOnlySpan<char> text, DateTimeOffset opened, ref IReadOnlyList<RowWarning> warnings)
    {
        if (text.IsEmpty)
        {
            return null;
        }

        if (!times.TryRead(text, out var deadline))
        {
            warnings = [.. warnings, RowWarning.DeadlineUnreadable];
            return null;
        }

        if (deadline < opened)
        {
            warnings = [.. warnings, RowWarning.DeadlineBeforeOpened];
            return null;
        }

        return deadline;
    }

    private static (double? Latitude, double? Longitude) Point(ReadOnlySpan<char> latitude, ReadOnlySpan<char> longitude, ref IReadOnlyList<RowWarning> warnings)
    {
        if (latitude.IsEmpty && longitude.IsEmpty)
        {
            return (null, null);
        }

        if (Degrees(latitude, 90) is { } north && Degrees(longitude, 180) is { } east)
        {
            return (north, east);
        }

        warnings = [.. warnings, RowWarning.LatitudeLongitudeUnreadable];
        return (null, null);
    }

    private static double? Degrees(ReadOnlySpan<char> text, double max) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= max ? degrees : null;

    private bool IsAutomatic(ReadOnlySpan<char> text)
    {
        if (mapping.Automatic is not { } rule || text.IsEmpty)
        {
            return false;
        }

        foreach (var part in rule.Contains)
        {
            if (text.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        foreach (var value in rule.EqualTo)
        {
            if (text.Equals(value, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private Dictionary<string, string> Parameters(CsvRows row)
    {
        var parameters = new Dictionary<string, string>();
        foreach (var (name, place) in places.Parameters)
        {
            if (!row[place].IsEmpty)
            {
                parameters.Add(name, row[place].ToString());
            }
        }

        return parameters;
    }

    private static string Cut(ReadOnlySpan<char> text, int lengthMax) =>
        text.Length <= lengthMax ? text.ToString()
        : char.IsHighSurrogate(text[lengthMax - 2]) ? $"{text[..(lengthMax - 2)]}…" // half a character is no text
        : $"{text[..(lengthMax - 1)]}…";

    /// <summary>Translates names, and gives the same string for the same name: a column of a few hundred names allocates as many strings.</summary>
    private sealed class Names(IReadOnlyDictionary<string, string> translations)
    {
        /// <summary>Names remembered at most; a column with more of them is no list of names, and memory must stay flat.</summary>
        private const int RememberedMax = 10_000;

        private readonly Dictionary<string, string> translated = new(translations, StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, string> remembered = [];

        /// <summary>The translation; the name itself when it has none; null when blank.</summary>
        public string? Of(ReadOnlySpan<char> name)
        {
            if (name.IsEmpty)
            {
                return null;
            }

            var known = remembered.GetAlternateLookup<ReadOnlySpan<char>>();
            if (known.TryGetValue(name, out var same))
            {
                return same;
            }

            var text = name.ToString();
            var result = translated.GetValueOrDefault(text, text);
            if (remembered.Count < RememberedMax)
            {
                remembered.Add(text, result);
            }

            return result;
        }
    }
}
