using System.Globalization;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Simulating;

/// <summary>The fields of the page, as its address has them; so a simulation can be sent to somebody who may see the same.</summary>
public sealed class SimulateForm
{
    public const int DaysDefault = 30;
    private readonly IQueryCollection query;

    public SimulateForm(IQueryCollection query) => this.query = query;

    public bool IsAsked => Text("run") is "yes";

    public string? Unit => Text("unit");

    public string Add => Text("add") ?? "";

    public string Grid => Text("grid") ?? "";

    public string Shift => Text("shift") ?? "";

    public string Hours => Text("hours") ?? "";

    public string Weight(string name) => Text("w-" + name) ?? "";

    public string From(DateOnly today) => Text("from") ?? Day(today.AddDays(1 - DaysDefault));

    public string To(DateOnly today) => Text("to") ?? Day(today);

    /// <summary>What is asked for; what is wrong is added to the list.</summary>
    public DeskAsk? Read(Catalogue catalogue, Scope own, DateOnly today, ICollection<Said> wrong)
    {
        if (ReadDay(From(today)) is not { } from || ReadDay(To(today)) is not { } to || from > to)
        {
            wrong.Add(new Said("日期要写成 2026-11-01，且开始不晚于结束。", "Days are written 2026-11-01, and the first is not after the last."));
            return null;
        }

        var scope = own;
        if (Unit is { } unit)
        {
            if (catalogue.FindUnit(unit) is null || !own.Holds(unit))
            {
                wrong.Add(new Said($"没有组织“{unit}”。", $"There is no unit '{unit}'."));
                return null;
            }

            scope = Scope.Of(unit, catalogue.UnitsUnder(unit));
        }

        var parts = WhatIf.WeightNames.Where(name => Weight(name).Length > 0).Select(name => $"weight {name}={Weight(name)}").ToList();
        if (Add.Length > 0)
        {
            var where = Grid.Length > 0 ? Grid : scope.Root ?? catalogue.Root.Code;
            if (Grid.Length > 0 && catalogue.FindGrid(Grid) is { } grid && !scope.Holds(grid.Unit))
            {
                wrong.Add(new Said($"网格“{Grid}”不属于所选组织。", $"Grid '{Grid}' is not of the chosen unit."));
                return null;
            }

            parts.Insert(0, $"add {Add}@{where}");
        }

        if (Hours.Length > 0)
        {
            parts.Add($"shift {Shift}={Hours}");
        }

        if (parts.Count is 0)
        {
            return new DeskAsk(from, to, scope, null);
        }

        if (WhatIf.Read(string.Join("; ", parts), out var problem) is { } whatIf)
        {
            return new DeskAsk(from, to, scope, whatIf);
        }

        wrong.Add(new Said($"假设写错了：{problem}", $"The what-if is wrong: {problem}"));
        return null;
    }

    /// <summary>A day for a date field; blank where something else was written, since browsers warn of it.</summary>
    public static string DayOrBlank(string text) => ReadDay(text) is { } day ? Day(day) : "";

    /// <summary>A number for a number field; blank where something else was written.</summary>
    public static string NumberOrBlank(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? text : "";

    private string? Text(string name) => query[name].ToString().Trim() is { Length: > 0 and <= 100 } text ? text : null;

    private static DateOnly? ReadDay(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1970 and < 9000 ? day : null;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
