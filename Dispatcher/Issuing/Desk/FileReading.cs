using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Mappings;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Issuing.Desk;

/// <summary>A row of a file that is wrong in one way.</summary>
/// <param name="Row">Number of the row, from 1, the header not counted.</param>
/// <param name="Line">Line of the file, from 1, the header's line counted.</param>
/// <param name="Column">Column as the file's header spells it; empty: the row as a whole.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What would be right.</param>
public sealed record WrongRow(long Row, long Line, string Column, Said Problem, Said Remedy);

/// <summary>What came of reading a file of new matters.</summary>
public abstract record FileResult;

/// <summary>It cannot be read at all.</summary>
public sealed record UnusableFile(Said Problem) : FileResult;

/// <summary>Every row was looked at; nothing is saved.</summary>
/// <param name="Good">Rows that could be issued, with their line, in the order of the file.</param>
/// <param name="Wrong">What is wrong with the others.</param>
public sealed record ReadFile(IReadOnlyList<(long Row, MatterRequest Request)> Good, IReadOnlyList<WrongRow> Wrong) : FileResult
{
    /// <summary>Rows with a mistake.</summary>
    public int WrongRows => Wrong.Select(each => each.Row).Distinct().Count();
}

/// <summary>Reads an uploaded file of new matters as it would be issued.</summary>
public static class FileReading
{
    /// <summary>Most rows of one file.</summary>
    public const int RowsMax = 20_000;

    /// <param name="body">The file.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="mapping">Explains its columns; null: <see cref="StandardColumns"/>.</param>
    /// <param name="caller">Whose rows they are.</param>
    /// <param name="catalogue">In force.</param>
    /// <param name="now">The instant they are issued at.</param>
    public static FileResult Read(byte[] body, string name, Mapping? mapping, Caller caller, Catalogue catalogue, DateTimeOffset now)
    {
        var used = mapping ?? StandardColumns.Of(body.AsSpan(), $"upload:{caller.Owner}", catalogue);
        if (CaseFile.Open(new MemoryStream(body), name, used, now) is not OpenedCaseFile { File: var cases })
        {
            var problem = CaseFile.Open(new MemoryStream(body), name, used, now) is UnusableCaseFile unusable ? unusable.Problem : "";
            const string Chinese = "文件不能用。须是 CSV（不是 Excel 工作簿），编码 UTF-8 或 GB18030，表头要有“职责”一列（或 duty），请对照模板。";
            return new UnusableFile(new(mapping is null ? Chinese : $"{Chinese}原因：{problem}", problem));
        }

        using (cases)
        {
            try
            {
                return Rows(cases, used, caller, catalogue, now);
            }
            catch (IOException e)
            {
                return new UnusableFile(new($"文件不完整或已损坏，请重新导出后上传。（{e.Message}）", e.Message));
            }
        }
    }

    private static FileResult Rows(CaseFile cases, Mapping mapping, Caller caller, Catalogue catalogue, DateTimeOffset now)
    {
        var grids = GridsByName(catalogue);
        var wrong = new List<WrongRow>();
        var good = new List<(CaseRow Row, MatterRequest Request)>();
        foreach (var reading in cases.Rows())
        {
            switch (reading)
            {
                case RejectedRow rejected:
                    var (problem, remedy) = ErrorWords.Of(rejected);
                    wrong.Add(new WrongRow(rejected.Row, rejected.Line, rejected.Column, problem, remedy));
                    break;
                case KeptRow { Case: { Status: not CaseStatus.Open } ended }:
                    wrong.Add(new WrongRow(ended.Row, ended.Line, mapping.Columns.Status ?? "", new("这一行已经办结或作废。", "The row is closed or cancelled already."), new("只上传新事项。", "Upload new matters only; history is imported with the verb replay.")));
                    break;
                case KeptRow { Case: var @case, Warnings: [var warning, ..] }:
                    (problem, remedy) = ErrorWords.Of(warning);
                    wrong.Add(new WrongRow(@case.Row, @case.Line, warning is RowWarning.LatitudeLongitudeUnreadable ? mapping.Columns.Latitude ?? "" : mapping.Columns.Deadline ?? "", problem, remedy));
                    break;
                case KeptRow { Case: var @case }:
                    good.Add((@case, Request(@case, mapping, grids, now)));
                    break;
            }

            if (good.Count + wrong.Count > RowsMax)
            {
                return new UnusableFile(new($"文件超过 {RowsMax:N0} 行。", $"The file has more than {RowsMax:N0} rows. Split it."));
            }
        }

        if (good.Count is 0 && wrong.Count is 0)
        {
            return new UnusableFile(new("文件只有表头，没有一行内容。", "The file has a header and no row."));
        }

        var scope = caller.ScopeIn(catalogue);
        var bad = new HashSet<long>();
        foreach (var part in good.Chunk(RequestCheck.ListMax))
        {
            foreach (var error in RequestCheck.Of([.. part.Select(each => each.Request)], catalogue, scope))
            {
                var (row, request) = part[error.Index];
                var (problem, remedy) = ErrorWords.Of(error, request);
                wrong.Add(new WrongRow(row.Row, row.Line, ColumnOf(error.Field, mapping), problem, remedy));
                bad.Add(row.Row);
            }
        }

        return new ReadFile(
            [.. good.Where(each => !bad.Contains(each.Row.Row)).Select(each => (each.Row.Row, each.Request))],
            [.. wrong.OrderBy(each => each.Row)]);
    }

    private static MatterRequest Request(CaseRow row, Mapping mapping, IReadOnlyDictionary<string, string> grids, DateTimeOffset now) => new()
    {
        Source = mapping.Source,
        ExternalId = row.Id.Length is 0 ? null : row.Id,
        Duty = row.Duty ?? "",
        Subject = row.Subject,
        Channel = row.Channel.Length is 0 ? "upload" : row.Channel,
        Grid = row.Grid is { } grid ? grids.GetValueOrDefault(grid, grid) : null,
        Place = row.Place,
        Latitude = row.Latitude,
        Longitude = row.Longitude,
        IssuedAt = now,
        DeadlineAt = row.DeadlineAt,
        Parameters = row.Parameters,
    };

    private static string ColumnOf(string field, Mapping mapping) => field switch
    {
        "duty" => mapping.Columns.Duty,
        "grid" => mapping.Columns.Grid,
        "externalId" => mapping.Columns.Id,
        "subject" => mapping.Columns.Subject,
        "place" => mapping.Columns.Place,
        "channel" => mapping.Columns.Channel,
        "latitude" => mapping.Columns.Latitude,
        "longitude" => mapping.Columns.Longitude,
        "deadline" => mapping.Columns.Deadline,
        _ => field.Split('/') is [_, var parameter] ? mapping.Parameters.GetValueOrDefault(parameter) : null,
    } ?? "";

    /// <summary>Names that only one grid has → its code.</summary>
    private static Dictionary<string, string> GridsByName(Catalogue catalogue) => catalogue.Grids
        .GroupBy(grid => grid.Name)
        .Where(named => named.Count() is 1 && catalogue.FindGrid(named.Key) is null)
        .ToDictionary(named => named.Key, named => named.Single().Code);
}
