using System.Globalization;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Issuing;

/// <summary>What is wrong with one request of a list, and what would be right.</summary>
/// <param name="Index">Place in the list, from 0; −1: the list as a whole.</param>
/// <param name="Field">Field, as the caller named it: <c>duty</c>, <c>latitude</c> …</param>
/// <param name="Problem">What is wrong, with the value found.</param>
/// <param name="Remedy">What would be right.</param>
public sealed record RequestError(int Index, string Field, string Problem, string Remedy);

/// <summary>Checks requests before anything is planned. Reports everything at once.</summary>
public static class RequestCheck
{
    /// <summary>Most requests in one list.</summary>
    public const int ListMax = 1000;

    private const int ShortTextMax = 200;
    private const int LongTextMax = 500;
    private const int ParametersMax = 32;
    private const int ParameterTextMax = 4000;
    private const int ExcludedMax = 20;

    /// <summary>What is wrong with the requests of a caller; what lies outside the caller's scope is not known.</summary>
    public static IReadOnlyList<RequestError> Of(IReadOnlyList<MatterRequest> requests, Catalogue catalogue, Scope scope)
    {
        var errors = new List<RequestError>();
        if (requests.Count is 0 or > ListMax)
        {
            errors.Add(new RequestError(-1, "", $"The list has {requests.Count} matters.", $"Send 1 to {ListMax} in one call."));
            return errors;
        }

        for (var i = 0; i < requests.Count; i++)
        {
            One(i, requests[i]);
        }

        return errors;

        void One(int index, MatterRequest request)
        {
            if (catalogue.FindDuty(request.Duty) is not { } duty || !scope.Holds(duty))
            {
                Wrong("duty", request.Duty.Length is 0 ? "'duty' is missing." : $"No duty has the code '{Shown(request.Duty)}'.", "GET /api/v1/duties lists the codes.");
            }

            if (request.Grid is { } grid && (catalogue.FindGrid(grid) is not { } area || !scope.Holds(area)))
            {
                Wrong("grid", $"No grid has the code '{Shown(grid)}'.", "GET /api/v1/grids lists the codes; leave it out when the place is not known.");
            }

            if (Plan.PlaceOf(request) is { } place && catalogue.Places.GridAt(place) is { } found && catalogue.FindGrid(found) is { } there && !scope.Holds(there))
            {
                Wrong("latitude", string.Create(CultureInfo.InvariantCulture, $"The place {place.Latitude}, {place.Longitude} lies in no grid of yours."), "GET /api/v1/grids lists them; leave latitude and longitude out when the place is not known.");
            }

            if (request.Excluded.Count > ExcludedMax)
            {
                Wrong("exclude", $"{request.Excluded.Count} members are excluded.", $"At most {ExcludedMax}.");
            }

            foreach (var number in request.Excluded.Take(ExcludedMax).Where(number => catalogue.FindMember(number) is not { } member || !scope.Holds(member.Unit)))
            {
                Wrong("exclude", $"No member has the number '{Shown(number)}'.", "Numbers of members, for example M00001.");
            }

            Length("externalId", request.ExternalId, ShortTextMax);
            Length("subject", request.Subject, LongTextMax);
            Length("place", request.Place, LongTextMax);
            Length("channel", request.Channel, ShortTextMax);
            Range("latitude", request.Latitude, 90);
            Range("longitude", request.Longitude, 180);
            if (request.Latitude is null != request.Longitude is null)
            {
                Wrong(request.Latitude is null ? "latitude" : "longitude", "Only one of latitude and longitude is given.", "Give both or neither.");
            }

            if (request.History is null && request is { DeadlineAt: { } deadline, IssuedAt: { } issued } && deadline < issued)
            {
                Wrong("deadline", $"The deadline {deadline:yyyy-MM-ddTHH:mm:sszzz} lies before the issue.", "Give a later deadline, or leave it out.");
            }

            if (request.Parameters.Count > ParametersMax)
            {
                Wrong("parameters", $"{request.Parameters.Count} parameters are given.", $"At most {ParametersMax}.");
            }

            foreach (var (name, value) in request.Parameters)
            {
                Length($"parameters/{Shown(name)}", value, ParameterTextMax);
                Length($"parameters/{Shown(name)}", name, ShortTextMax);
            }

            void Length(string field, string? text, int max)
            {
                if (request.History is null && text is not null && text.Any(IsInvisible))
                {
                    Wrong(field, $"'{field}' contains a control character.", "Send plain text; line breaks and tabs are fine.");
                }

                if (text?.Length > max)
                {
                    Wrong(field, $"'{field}' has {text.Length} characters.", $"At most {max}.");
                }
            }

            void Range(string field, double? degrees, double max)
            {
                if (degrees is { } value && !(Math.Abs(value) <= max))
                {
                    Wrong(field, $"'{field}' is {value}.", $"Degrees from −{max} to {max}, WGS-84.");
                }
            }

            void Wrong(string field, string problem, string remedy) => errors.Add(new RequestError(index, field, problem, remedy));
        }
    }

    /// <summary>Control characters, and those that turn the direction of the text around them.</summary>
    private static bool IsInvisible(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static string Shown(string value) => value.Length <= 60 ? value : value[..60] + "…";
}
