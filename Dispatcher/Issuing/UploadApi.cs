using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Mappings;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Issuing;

/// <summary>
/// <c>POST /api/v1/matters/upload</c>: a CSV file of new matters and the mapping that explains its columns, as form parts
/// <c>file</c> and <c>mapping</c>. All rows are issued or none.
/// </summary>
internal static class UploadApi
{
    private const int ErrorsShownMax = 100;

    public static async Task<IResult> PostAsync(IFormFile file, IFormFile mapping, HttpContext context, Issuer issuer, CurrentCatalogue current, TimeProvider clock, CancellationToken cancel)
    {
        var now = Instants.Now(clock);
        var mistakes = new List<Mistake>();
        if (await ReadMappingAsync(mapping, mistakes, cancel) is not { } read)
        {
            return Problems.Invalid("The mapping has mistakes.", mistakes.ConvertAll(mistake =>
                new ProblemError($"{mistake.File}:{mistake.Line}:{mistake.Column}", mistake.What, mistake.Allowed)));
        }

        await using var content = file.OpenReadStream();
        switch (CaseFile.Open(content, file.FileName, read, now))
        {
            case UnusableCaseFile unusable:
                return Problems.Invalid("The file cannot be used.", [new ProblemError("file", unusable.Problem, "See docs/mappings.md.")]);
            case OpenedCaseFile { File: var cases }:
                using (cases)
                {
                    try
                    {
                        return await IssueAsync(cases, read, Caller.Of(context.User), issuer, current.Value, now, cancel);
                    }
                    catch (IOException e)
                    {
                        // Reading comes before issuing, so a file that turns out cut off has changed nothing.
                        return Problems.Invalid("The file cannot be used.", [new ProblemError("file", e.Message, "Copy or download it again, and upload the whole of it.")]);
                    }
                }

            case var other:
                throw new InvalidOperationException(other.GetType().Name);
        }
    }

    private static async Task<IResult> IssueAsync(CaseFile cases, Mapping mapping, Caller caller, Issuer issuer, Catalogue catalogue, DateTimeOffset now, CancellationToken cancel)
    {
        var kept = new List<CaseRow>();
        var errors = new List<ProblemError>();
        foreach (var row in cases.Rows())
        {
            switch (row)
            {
                case RejectedRow rejected:
                    errors.Add(new ProblemError(rejected.Column, $"{rejected.Reason.WireName()}: '{rejected.Value}'", rejected.Detail, rejected.Row));
                    break;
                case KeptRow { Case: { Status: not CaseStatus.Open } ended }:
                    errors.Add(new ProblemError(mapping.Columns.Status ?? "", "The row is closed or cancelled already.", "Upload new matters only; import history with the verb replay.", ended.Row));
                    break;
                case KeptRow { Case: var @case, Warnings: [var warning, ..] }:
                    errors.Add(new ProblemError("", warning.WireName(), "Mend the value, or leave the cell blank.", @case.Row));
                    break;
                case KeptRow { Case: var @case }:
                    kept.Add(@case);
                    break;
            }

            if (kept.Count > RequestCheck.ListMax || errors.Count >= ErrorsShownMax)
            {
                break;
            }
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors.Count >= ErrorsShownMax ? $"The first {ErrorsShownMax} wrong rows." : $"Wrong rows: {errors.Count}.", errors);
        }

        return await issuer.IssueAsync(kept.ConvertAll(row => Request(row, mapping, now)), caller.Name, caller.ScopeIn(catalogue), alongside: null, cancel) switch
        {
            Issued issued => Results.Json(issued.Matters.Select(IssuedView.Of), statusCode: StatusCodes.Status201Created),
            NotIssued wrong => Problems.Invalid($"Mistakes: {wrong.Errors.Count}.", wrong.Errors.Select(error =>
                new ProblemError(error.Field, error.Problem, error.Remedy, error.Index >= 0 ? kept[error.Index].Row : null)).ToList()),
            var other => throw new InvalidOperationException(other.GetType().Name),
        };
    }

    private static MatterRequest Request(CaseRow row, Mapping mapping, DateTimeOffset now) => new()
    {
        Source = mapping.Source,
        ExternalId = row.Id.Length is 0 ? null : row.Id,
        Duty = row.Duty ?? "",
        Subject = row.Subject,
        Channel = row.Channel.Length is 0 ? "upload" : row.Channel,
        Grid = row.Grid,
        Place = row.Place,
        Latitude = row.Latitude,
        Longitude = row.Longitude,
        IssuedAt = now,
        DeadlineAt = row.DeadlineAt,
        Parameters = row.Parameters,
    };

    private static async Task<Mapping?> ReadMappingAsync(IFormFile mapping, List<Mistake> mistakes, CancellationToken cancel)
    {
        if (mapping.Length > YamlFile.BytesMax)
        {
            mistakes.Add(new Mistake(mapping.FileName, 1, 1, $"The file has {mapping.Length:N0} bytes.", $"At most {YamlFile.BytesMax:N0}."));
            return null;
        }

        using var bytes = new MemoryStream();
        await mapping.CopyToAsync(bytes, cancel);
        return MappingReader.Parse(bytes.ToArray(), mapping.FileName, mistakes, MappingUse.Upload);
    }
}
