namespace TaskManager.Dispatcher.Issuing.Mappings;

/// <summary>What came of reading one row.</summary>
public abstract record RowReading;

/// <summary>The row is a case; what its warnings name was dropped.</summary>
public sealed record KeptRow(CaseRow Case, IReadOnlyList<RowWarning> Warnings) : RowReading;

/// <summary>The row is no case and changes nothing.</summary>
/// <param name="Row">Number of the row, from 1, the header and empty lines not counted.</param>
/// <param name="Line">Line of the file where the row starts, from 1, every line counted.</param>
/// <param name="Id">The id it gives, as far as it can be read; else empty.</param>
/// <param name="Reason">The first rule it broke.</param>
/// <param name="Column">The column as the header spells it; empty when the row as a whole is wrong.</param>
/// <param name="Value">What stands there, cut to 200 characters.</param>
/// <param name="Detail">What is wrong and how to mend it.</param>
public sealed record RejectedRow(long Row, long Line, string Id, RejectReason Reason, string Column, string Value, string Detail) : RowReading;

/// <summary>Why a row is rejected, in the order in which the rules are tried.</summary>
public enum RejectReason
{
    /// <summary>Not a row of this table: a quote left open, more cells than the header, a cell or name too long.</summary>
    Malformed,
    IdMissing,
    OpenedMissing,
    OpenedUnreadable,
    ClosedUnreadable,
    ClosedBeforeOpened,
    StatusMissing,

    /// <summary>The mapping does not list the status.</summary>
    StatusUnknown,
    ClosedWithoutTime,
    CancelledWithoutTime,
    OpenWithClosedTime,
    DutyMissing,

    /// <summary>Raised by the import: the catalogue has no such duty.</summary>
    DutyUnknown,

    /// <summary>Raised by the import: the catalogue has no such unit.</summary>
    UnitUnknown,
}

/// <summary>What was dropped from a row that is kept.</summary>
public enum RowWarning
{
    DeadlineUnreadable,
    DeadlineBeforeOpened,

    /// <summary>Not two numbers within their ranges, or only one of them; both are dropped.</summary>
    LatitudeLongitudeUnreadable,

    /// <summary>Raised by the import: the catalogue has no such grid.</summary>
    GridUnknown,
}

/// <summary>Names for machines. Keys of JSON and cells of rejects files: changing one breaks readers.</summary>
public static class WireNames
{
    public static string WireName(this RejectReason reason) => reason switch
    {
        RejectReason.Malformed => "malformed",
        RejectReason.IdMissing => "id_missing",
        RejectReason.OpenedMissing => "opened_missing",
        RejectReason.OpenedUnreadable => "opened_unreadable",
        RejectReason.ClosedUnreadable => "closed_unreadable",
        RejectReason.ClosedBeforeOpened => "closed_before_opened",
        RejectReason.StatusMissing => "status_missing",
        RejectReason.StatusUnknown => "status_unknown",
        RejectReason.ClosedWithoutTime => "closed_without_time",
        RejectReason.CancelledWithoutTime => "cancelled_without_time",
        RejectReason.OpenWithClosedTime => "open_with_closed_time",
        RejectReason.DutyMissing => "duty_missing",
        RejectReason.DutyUnknown => "duty_unknown",
        RejectReason.UnitUnknown => "unit_unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A reason without a wire name; add it."),
    };

    public static string WireName(this RowWarning warning) => warning switch
    {
        RowWarning.DeadlineUnreadable => "deadline_unreadable",
        RowWarning.DeadlineBeforeOpened => "deadline_before_opened",
        RowWarning.LatitudeLongitudeUnreadable => "latitude_longitude_unreadable",
        RowWarning.GridUnknown => "grid_unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(warning), warning, "A warning without a wire name; add it."),
    };
}
