using TaskManager.Dispatcher.Issuing.Mappings;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Issuing.Desk;

/// <summary>What is wrong with a request or a row, in both languages: the rules themselves speak English, for the API.</summary>
internal static class ErrorWords
{
    public static (Said Problem, Said Remedy) Of(RequestError error, MatterRequest? request) => error.Field switch
    {
        "duty" => (new($"没有代码或名称为“{request?.Duty}”的职责。", error.Problem), new("请用职责目录里的代码或名称。", "Use a code or name of the catalogue of duties.")),
        "grid" => (new($"没有代码或名称为“{request?.Grid}”的网格。", error.Problem), new("请用网格的代码或唯一的名称；地点不明就留空。", "Use the code of a grid or a name that only one has; leave it blank when the place is not known.")),
        "deadline" => (new("期限早于派发时间。", error.Problem), new("写一个以后的时间，或留空。", error.Remedy)),
        "latitude" when request is { Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180 } => (new("这个位置不在您的网格内。", error.Problem), new("改正经纬度；位置不明就都留空。", error.Remedy)),
        "latitude" or "longitude" => (new("纬度和经度要成对填写。", error.Problem), new("两个都填，或都留空。", error.Remedy)),
        _ => (new($"“{Name(error.Field).Chinese}”太长，或含有控制字符。", error.Problem), new("请缩短，并去掉看不见的字符。", error.Remedy)),
    };

    public static (Said Problem, Said Remedy) Of(RejectedRow row) => row.Reason switch
    {
        RejectReason.DutyMissing => (new("没有写职责。", "The duty is blank."), new("填写职责的代码或名称。", "Give the code or name of a duty.")),
        RejectReason.Malformed => (new("这一行不完整：引号没有成对，或单元格比表头多、太长。", "The row cannot be read: a quote is left open, or there are more cells than columns, or one is too long."), new("对照表头改正这一行。", row.Detail)),
        RejectReason.OpenedUnreadable or RejectReason.ClosedUnreadable => (new($"时间“{row.Value}”读不懂。", $"The time '{row.Value}' cannot be read."), new("例如 2026-11-22 18:00。", row.Detail)),
        _ => (new("这一行不能作为新事项派发。", "The row is no new matter."), new("改正后重新上传。", row.Detail)),
    };

    public static (Said Problem, Said Remedy) Of(RowWarning warning) => warning switch
    {
        RowWarning.DeadlineUnreadable => (new("期限读不懂。", "The deadline cannot be read."), new("例如 2026-11-22 18:00，或留空。", "For example 2026-11-22 18:00, or leave it blank.")),
        RowWarning.DeadlineBeforeOpened => (new("期限已经过了。", "The deadline has passed."), new("写一个以后的时间，或留空。", "Give a later one, or leave it blank.")),
        RowWarning.LatitudeLongitudeUnreadable => (new("纬度或经度不对，或只有一个。", "Latitude or longitude is wrong, or one is missing."), new("WGS-84 度数，成对填写，或都留空。", "Degrees, WGS-84, both or neither.")),
        _ => (new("没有这个网格。", "There is no such grid."), new("请用网格代码。", "Use the code of a grid.")),
    };

    /// <summary>What a field is called on the page.</summary>
    public static Said Name(string field) => field switch
    {
        "duty" => new("职责", "duty"),
        "subject" => new("对象", "subject"),
        "subjects" => new("对象", "subjects"),
        "grid" or "grids" => new("网格", "grid"),
        "place" => new("地点", "place"),
        "latitude" => new("纬度", "latitude"),
        "longitude" => new("经度", "longitude"),
        "deadline" => new("期限", "deadline"),
        "channel" => new("渠道", "channel"),
        "externalId" => new("编号", "id"),
        _ => new(field, field),
    };
}
