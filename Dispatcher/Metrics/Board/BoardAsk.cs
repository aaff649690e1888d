using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>What a board shows, as its address says.</summary>
/// <param name="Scope">What its reader may see.</param>
/// <param name="Period">Code of the period; null: the default.</param>
/// <param name="From">First day of a custom period.</param>
/// <param name="To">Last day of a custom period.</param>
/// <param name="Unit">Only this unit and what is below it.</param>
/// <param name="Duty">Only this duty.</param>
/// <param name="Channel">Only this channel.</param>
public sealed record BoardAsk(Scope Scope, string? Period = null, string? From = null, string? To = null, string? Unit = null, string? Duty = null, string? Channel = null)
{
    /// <summary>Boards of the same key show the same figures, whoever looks.</summary>
    public string Key => string.Join('\n', Scope.Root, Period, From, To, Unit, Duty, Channel);

    /// <summary>The address of a page of the board that shows it, with other values where they are given; an empty one leaves it out.</summary>
    public string Address(string page, string? period = null, string? unit = null, string? duty = null, string? channel = null)
    {
        var custom = period is null && Period is null or "custom";
        var values = new (string Name, string? Value)[]
        {
            ("period", period ?? Period), ("from", custom ? From : null), ("to", custom ? To : null), ("unit", unit ?? Unit), ("duty", duty ?? Duty), ("channel", channel ?? Channel),
        };
        var query = string.Join('&', values.Where(each => !string.IsNullOrEmpty(each.Value)).Select(each => $"{each.Name}={Uri.EscapeDataString(each.Value!)}"));
        return query.Length is 0 ? page : $"{page}?{query}";
    }

    /// <summary>The unit at the top of what is shown; null: the caller may see no such unit.</summary>
    public string? TopIn(Catalogue catalogue)
    {
        var top = Unit ?? Scope.Root ?? catalogue.Root.Code;
        return catalogue.FindUnit(top) is not null && Scope.Holds(top) ? top : null;
    }

    /// <summary>The question to the columns. Units are counted by the child of the top unit they lie below.</summary>
    internal ColumnsAsk ToColumns(Period period, Catalogue catalogue)
    {
        var top = TopIn(catalogue) ?? throw new InvalidOperationException($"The unit '{Unit}' is not within the scope.");
        var under = Unit is null && Scope.Units is null ? null : catalogue.UnitsUnder(top);
        var childOf = new Dictionary<string, string>();
        foreach (var child in catalogue.Units.Where(unit => unit.Parent == top))
        {
            foreach (var below in catalogue.UnitsUnder(child.Code))
            {
                childOf[below] = child.Code;
            }
        }

        return new ColumnsAsk
        {
            From = period.From.ToUnixTimeMilliseconds(),
            To = period.To.ToUnixTimeMilliseconds(),
            Unit = under is null ? null : under.Contains,
            Duty = Duty,
            Channel = Channel,
            UnitGroup = unit => childOf.GetValueOrDefault(unit, unit),
        };
    }
}
