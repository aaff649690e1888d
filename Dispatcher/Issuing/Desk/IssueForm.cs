using System.Globalization;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Mappings;
using TaskManager.Dispatcher.Web;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Issuing.Desk;

/// <summary>A field of the form that is wrong.</summary>
public sealed record FormError(string Field, Said Problem, Said Remedy);

/// <summary>What a committee fills in to issue one duty: for each subject and each grid one matter.</summary>
public sealed record IssueForm
{
    public string Duty { get; init; } = "";

    /// <summary>One a line; none: one matter without subject.</summary>
    public string Subjects { get; init; } = "";

    /// <summary>Codes; none: the place names none.</summary>
    public IReadOnlyList<string> Grids { get; init; } = [];

    public string Place { get; init; } = "";

    public string Latitude { get; init; } = "";

    public string Longitude { get; init; } = "";

    /// <summary>By the city's clock, <c>2026-11-22T18:00</c>; blank: as the duty says.</summary>
    public string Deadline { get; init; } = "";

    public string Channel { get; init; } = "";

    /// <summary>Values the duty's checks ask about.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(0);

    public static IssueForm Read(IFormCollection form) => new()
    {
        Duty = form["duty"].ToString().Trim(),
        Subjects = form["subjects"].ToString(),
        Grids = [.. form["grids"].OfType<string>().Where(grid => grid.Length > 0)],
        Place = form["place"].ToString().Trim(),
        Latitude = form["latitude"].ToString().Trim(),
        Longitude = form["longitude"].ToString().Trim(),
        Deadline = form["deadline"].ToString().Trim(),
        Channel = form["channel"].ToString().Trim(),
        Parameters = form.Keys.Where(key => key.StartsWith("parameter-", StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(form[key]))
            .ToDictionary(key => key["parameter-".Length..], key => form[key].ToString().Trim()),
    };

    /// <summary>The fields again, for the form that confirms.</summary>
    public IEnumerable<(string Name, string Value)> Fields() =>
    [
        ("duty", Duty), ("subjects", Subjects), .. Grids.Select(grid => ("grids", grid)), ("place", Place), ("latitude", Latitude), ("longitude", Longitude), ("deadline", Deadline), ("channel", Channel),
        .. Parameters.Select(each => ($"parameter-{each.Key}", each.Value)),
    ];

    /// <summary>Names of the values that a duty's checks and the choice of its members ask about, each with the checks that do; without any, routing alone does.</summary>
    public static IReadOnlyList<(string Name, string Checks)> ParametersOf(Duty duty) =>
        duty.Steps.Where(step => step.Check is not null)
            .SelectMany(step => step.Check!.Parameters.Values.Distinct().Select(name => (Name: name, Check: (string?)step.Check.Name)))
            .Concat(RoutingParameters.Of(duty).Select(name => (Name: name, Check: (string?)null)))
            .GroupBy(each => each.Name, each => each.Check)
            .Select(each => (each.Key, string.Join(", ", each.OfType<string>().Distinct()))).ToList();

    /// <summary>The requests; what cannot be read is told instead. <see cref="RequestCheck"/> has the rest to say.</summary>
    public (IReadOnlyList<MatterRequest> Requests, IReadOnlyList<FormError> Errors) Requests(string source, TimeZoneInfo zone, DateTimeOffset now)
    {
        var errors = new List<FormError>();
        var subjects = Subjects.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        var count = Math.Max(1, subjects.Count) * Math.Max(1, Grids.Count);
        if (count > RequestCheck.ListMax)
        {
            errors.Add(new FormError("subjects", new($"{subjects.Count} 个对象 × {Grids.Count} 个网格 = {count} 件。", $"{subjects.Count} subjects in {Grids.Count} grids are {count} matters."), new($"一次最多 {RequestCheck.ListMax} 件；更多请用文件派发。", $"At most {RequestCheck.ListMax} at a time; issue more from a file.")));
            return ([], errors);
        }

        var deadline = Time(errors, zone);
        if (deadline <= now)
        {
            errors.Add(new FormError("deadline", new($"期限 {Deadline} 已经过了。", $"The deadline {Deadline} has passed."), new("写一个以后的时间，或留空按职责的期限。", "Give a later one, or leave it blank for the duty's own.")));
        }

        var (latitude, longitude) = (Degrees("latitude", Latitude, 90, errors), Degrees("longitude", Longitude, 180, errors));
        var requests = new List<MatterRequest>(count);
        foreach (var subject in subjects.DefaultIfEmpty(""))
        {
            foreach (var grid in Grids.DefaultIfEmpty(null))
            {
                requests.Add(new MatterRequest
                {
                    Source = source,
                    Duty = Duty,
                    Subject = subject,
                    Channel = Channel,
                    Grid = grid,
                    Place = Place.Length is 0 ? null : Place,
                    Latitude = latitude,
                    Longitude = longitude,
                    DeadlineAt = deadline,
                    IssuedAt = now,
                    Parameters = Parameters,
                });
            }
        }

        return (requests, errors);
    }

    private DateTimeOffset? Time(List<FormError> errors, TimeZoneInfo zone)
    {
        if (Deadline.Length is 0)
        {
            return null;
        }

        if (DateTime.TryParseExact(Deadline, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is >= 2000 and <= 9000)
        {
            return LocalTimes.Instant(zone, local);
        }

        errors.Add(new FormError("deadline", new($"期限“{Deadline}”读不懂。", $"The deadline '{Deadline}' cannot be read."), new("例如 2026-11-22T18:00，按本市时间。", "For example 2026-11-22T18:00, by the city's clock.")));
        return null;
    }

    private static double? Degrees(string field, string text, double max, List<FormError> errors)
    {
        if (text.Length is 0)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= max)
        {
            return degrees;
        }

        errors.Add(new FormError(field, new($"“{text}”不是经纬度。", $"'{text}' is no coordinate."), new($"WGS-84 度数，−{max} 到 {max}。", $"Degrees from −{max} to {max}, WGS-84.")));
        return null;
    }
}
