using System.Threading.Channels;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Mappings;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Issuing.Replaying;

/// <summary>
/// Imports a city's history through the pipeline that all tasks take, with its original times: issued, sent to the
/// lane's Worker, reported, closed. Rows are read on one thread and issued in lists on another; memory does not grow
/// with the file. Stopping at any moment and starting again ends with the same figures, since ids are remembered and
/// messages are not forgotten.
/// </summary>
public sealed class Replay(Database database, CurrentCatalogue current, Issuer issuer, MissingParts missing, TimeProvider clock)
{
    private const int ListSize = RequestCheck.ListMax;
    private const int ListsAhead = 2;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <param name="file">The opened file.</param>
    /// <param name="mapping">Its mapping.</param>
    /// <param name="createMissing">Whether duties and units that the catalogue lacks are made.</param>
    /// <param name="rejects">Takes the rejected rows.</param>
    /// <param name="progress">Told the rows done and the share of the file read, once a list.</param>
    /// <param name="cancel">Stops between two lists.</param>
    public async Task<ReplayResult> RunAsync(
        CaseFile file, Mapping mapping, bool createMissing, RejectsFile rejects, Action<long, double> progress, CancellationToken cancel)
    {
        var counts = new SourceCounts();
        DateTimeOffset? latest = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var lists = Channel.CreateBounded<(List<RowReading> Rows, double Share)>(ListsAhead);
        var reading = Task.Run(() => ReadAsync(file, lists.Writer, stop.Token), stop.Token);
        try
        {
            await foreach (var (rows, share) in lists.Reader.ReadAllAsync(cancel))
            {
                counts.Rows += rows.Count;
                var kept = new List<KeptRow>(rows.Count);
                foreach (var row in rows)
                {
                    if (Fits(row, mapping, createMissing) is RejectedRow rejected)
                    {
                        counts.Reject(rejected.Reason);
                        rejects.Add(rejected);
                    }
                    else
                    {
                        kept.Add((KeptRow)row);
                    }
                }

                await IssueAsync(kept, mapping, counts, cancel);
                latest = kept.Select(row => row.Case.EndedAt ?? row.Case.OpenedAt).Append(latest ?? DateTimeOffset.MinValue).Max() is var max && max > DateTimeOffset.MinValue ? max : latest;
                progress(counts.Rows, share);
            }

            await reading;
        }
        catch (IOException)
        {
            await DeliveredAsync(cancel);
            throw;
        }
        finally
        {
            await stop.CancelAsync();
        }

        await DeliveredAsync(cancel);
        return new ReplayResult(counts, latest, rejects.Complete());
    }

    /// <summary>Returns when every message has been delivered and answered.</summary>
    private async Task DeliveredAsync(CancellationToken cancel)
    {
        while (await database.ReadAsync(Outbox.CountAsync, cancel) > 0)
        {
            await Task.Delay(LookAgain, clock, cancel);
        }
    }

    private static async Task ReadAsync(CaseFile file, ChannelWriter<(List<RowReading>, double)> lists, CancellationToken cancel)
    {
        Exception? fault = null;
        var list = new List<RowReading>(ListSize);
        try
        {
            foreach (var row in file.Rows())
            {
                list.Add(row);
                if (list.Count is ListSize)
                {
                    await lists.WriteAsync((list, file.Progress), cancel);
                    list = new List<RowReading>(ListSize);
                }
            }
        }
        catch (Exception e)
        {
            fault = e;
        }

        // The rows before a fault are imported too; the other side sees the fault after them.
        if (list.Count > 0 && !cancel.IsCancellationRequested)
        {
            await lists.WriteAsync((list, file.Progress), cancel);
        }

        lists.Complete(fault);
    }

    /// <summary>Rejects a case whose duty or unit the catalogue does not have, unless they may be made.</summary>
    private RowReading Fits(RowReading row, Mapping mapping, bool createMissing)
    {
        if (row is not KeptRow { Case: var @case } || createMissing)
        {
            return row;
        }

        if (current.Value.FindDuty(@case.Duty!) is null)
        {
            return Rejected(RejectReason.DutyUnknown, "duty", mapping.Columns.Duty, @case.Duty!);
        }

        return @case.Unit is { } unit && current.Value.FindUnit(unit) is null ? Rejected(RejectReason.UnitUnknown, "unit", mapping.Columns.Unit, unit) : row;

        RejectedRow Rejected(RejectReason reason, string what, string? column, string value) => new(
            @case.Row, @case.Line, @case.Id, reason, column ?? "", value, $"The catalogue has no {what} '{value}'. Translate it in the mapping ({(what is "duty" ? "duties" : "units")}:), add it to the catalogue, or pass --create-missing.");
    }

    private async Task IssueAsync(List<KeptRow> kept, Mapping mapping, SourceCounts counts, CancellationToken cancel)
    {
        if (kept.Count is 0)
        {
            return;
        }

        await missing.CreateAsync(kept.ConvertAll(row => row.Case), cancel);
        var requests = kept.ConvertAll(row => Request(row.Case, mapping.Source));
        var issued = await issuer.IssueAsync(requests, $"history:{mapping.Source}", Scope.Everything, alongside: null, cancel) switch
        {
            Issued done => done.Matters,
            NotIssued wrong => throw new InvalidDataException($"Row {kept[wrong.Errors[0].Index].Case.Row}: {wrong.Errors[0].Problem} {wrong.Errors[0].Remedy}"),
            var other => throw new InvalidOperationException(other.GetType().Name),
        };

        for (var i = 0; i < issued.Count; i++)
        {
            if (issued[i].IsDuplicate)
            {
                counts.Duplicates++;
                continue;
            }

            counts.Accepted++;
            foreach (var warning in kept[i].Warnings)
            {
                counts.Warn(warning);
            }

            if (kept[i].Case.Grid is { } grid && current.Value.FindGrid(grid) is null)
            {
                counts.Warn(RowWarning.GridUnknown);
            }
        }
    }

    private MatterRequest Request(CaseRow row, string source) => new()
    {
        Source = source,
        ExternalId = row.Id,
        Duty = row.Duty!,
        Subject = row.Subject,
        Channel = row.Channel,
        Grid = row.Grid is { } grid && current.Value.FindGrid(grid) is not null ? grid : null,
        Place = row.Place,
        Latitude = row.Latitude,
        Longitude = row.Longitude,
        Parameters = row.Parameters,
        IssuedAt = row.OpenedAt,
        DeadlineAt = row.DeadlineAt,
        History = new History(
            row.Unit,
            row.Member,
            row.Status is CaseStatus.Closed ? row.EndedAt : null,
            row.Status is CaseStatus.Cancelled ? row.EndedAt : null,
            row.Automatic),
    };
}
