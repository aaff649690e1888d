using System.Globalization;
using TaskManager.Dispatcher.Web;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>How things of the catalogue, and instants, are written on pages: names in the reader's language, times in the city's zone. A code nobody knows is shown as it is.</summary>
public sealed class Shown(CurrentCatalogue current, Language language)
{
    /// <summary>The same in a language of its own.</summary>
    public Shown In(Language other) => new(current, other);

    public string City => Name(current.Value.City.Name, current.Value.City.NameEn);

    public string Duty(string code) => current.Value.FindDuty(code) is { } duty ? Name(duty.Name, duty.NameEn) : code;

    public string Step(DutyTask task) =>
        current.Value.Knows(task) && current.Value.DutyAt(task.Duty, task.DutyVersion).Steps.FirstOrDefault(step => step.Code == task.Step) is { } step ? Name(step.Name, step.NameEn) : task.Step;

    public string Unit(string code) => current.Value.FindUnit(code) is { } unit ? Name(unit.Name, unit.NameEn) : code;

    public string Grid(string? code) => code is null ? Numbers.Absent : current.Value.FindGrid(code)?.Name ?? code;

    /// <summary>Who has the task: a member's number, the duty desk, or nobody yet.</summary>
    public string Assignee(DutyTask task) =>
        task.Member ?? (task.State.IsOpen() && task.State is not TaskState.Waiting ? language["值班台", "Duty desk"] : Numbers.Absent);

    /// <summary>To the minute.</summary>
    public string Minute(DateTimeOffset? at) => At(at, "yyyy-MM-dd HH:mm");

    /// <summary>To the second.</summary>
    public string Second(DateTimeOffset? at) => At(at, "yyyy-MM-dd HH:mm:ss");

    private string At(DateTimeOffset? at, string format) =>
        at is { } known ? TimeZoneInfo.ConvertTime(known, current.Value.Zone).ToString(format, CultureInfo.InvariantCulture) : Numbers.Absent;

    private string Name(string chinese, string? english) => language[chinese, english ?? chinese];
}
