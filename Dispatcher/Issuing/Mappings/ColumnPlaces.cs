using TaskManager.Dispatcher.Duties;

namespace TaskManager.Dispatcher.Issuing.Mappings;

/// <summary>Where in a row each mapped column stands; −1: not in this file, which reads as blank.</summary>
internal sealed record ColumnPlaces
{
    public required int Id { get; init; }

    public required int Opened { get; init; }

    public required int Closed { get; init; }

    public required int Deadline { get; init; }

    public required int Status { get; init; }

    public required int Duty { get; init; }

    public required int Unit { get; init; }

    public required int Member { get; init; }

    public required int Channel { get; init; }

    public required int Place { get; init; }

    public required int Grid { get; init; }

    public required int Latitude { get; init; }

    public required int Longitude { get; init; }

    public required int Subject { get; init; }

    public required int Automatic { get; init; }

    /// <summary>Matter parameter and its place; those not in this file are left out.</summary>
    public required IReadOnlyList<(string Name, int Place)> Parameters { get; init; }

    /// <summary>Finds the mapping's columns in a header, ignoring case and surrounding blanks; null with every problem told.</summary>
    public static ColumnPlaces? Find(IReadOnlyList<string> header, Mapping mapping, bool upload, out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        var columns = mapping.Columns;
        var places = new ColumnPlaces
        {
            Id = Place("id", columns.Id, required: !upload),
            Opened = Place("opened", columns.Opened, required: !upload),

            // Without a status column, the closed time alone says what is closed: every case would silently be open.
            Closed = Place("closed", columns.Closed, required: columns.Status is null),
            Deadline = Place("deadline", columns.Deadline),
            Status = Place("status", columns.Status, required: true),
            Duty = Place("duty", columns.Duty, required: mapping.Defaults.Duty is null),
            Unit = Place("unit", columns.Unit),
            Member = Place("member", columns.Member),
            Channel = Place("channel", columns.Channel),
            Place = Place("place", columns.Place),
            Grid = Place("grid", columns.Grid),
            Latitude = Place("latitude", columns.Latitude),
            Longitude = Place("longitude", columns.Longitude),
            Subject = Place("subject", columns.Subject),
            Automatic = Place("automatic", mapping.Automatic?.Column),
            Parameters = [.. mapping.Parameters.Select(p => (p.Key, Place: Place(p.Key, p.Value))).Where(p => p.Place >= 0)],
        };

        if (found.Count > 0)
        {
            found.Add($"The header has {header.Count} columns: {Cut(string.Join(", ", header), 1000)}.");
        }

        problems = found;
        return found.Count is 0 ? places : null;

        int Place(string key, string? column, bool required = false)
        {
            if (column is null)
            {
                return -1;
            }

            var matches = Enumerable.Range(0, header.Count).Where(i => header[i].Equals(column, StringComparison.OrdinalIgnoreCase)).ToList();
            switch (matches)
            {
                case [var only]:
                    return only;
                case []:
                    if (required)
                    {
                        found.Add($"The header has no column '{column}', which the mapping names for '{key}'. {(Nearest.To(column, header) is { } meant ? $"Did you mean '{meant}'? " : "")}Correct the mapping or the file.");
                    }

                    return -1;
                default:
                    found.Add($"The header has {matches.Count} columns '{column}', which the mapping names for '{key}'. Rename all but one.");
                    return -1;
            }
        }
    }

    private static string Cut(string text, int lengthMax) => text.Length <= lengthMax ? text : text[..lengthMax] + "…";
}
