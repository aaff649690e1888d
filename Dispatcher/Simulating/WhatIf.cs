using System.Globalization;
using System.Text.RegularExpressions;
using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Simulating;

/// <summary>One thing that is different.</summary>
public abstract record Change;

/// <summary>More members in a grid or unit. They have the skills of the unit's members, and the shift most of them have.</summary>
public sealed record MoreMembers(int Count, string Where) : Change;

/// <summary>Another weight, in all duties.</summary>
public sealed record OtherWeight(string Name, double Value) : Change;

/// <summary>Other hours of a shift.</summary>
public sealed record OtherShift(string Code, IReadOnlyList<ShiftHours> Hours) : Change;

/// <summary>假设: changes that are tried together.</summary>
/// <param name="Label">As it was asked; empty: as it is.</param>
/// <param name="Changes">What is different.</param>
public sealed partial record WhatIf(string Label, IReadOnlyList<Change> Changes)
{
    public const int MoreMembersMax = 1_000;
    public static readonly WhatIf Base = new("", []);

    /// <summary>Whether only the smart policy knows the difference.</summary>
    public bool IsOnlyWeights => Changes.Count > 0 && Changes.All(change => change is OtherWeight);

    /// <summary>Reads <c>add 3@GRID; weight distance=1; shift CODE=08:00-20:00 every</c>.</summary>
    /// <param name="text">What was asked.</param>
    /// <param name="problem">What is wrong, and what to write; empty: nothing.</param>
    public static WhatIf? Read(string text, out string problem)
    {
        problem = "";
        var changes = new List<Change>();
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (OfPart(part, out problem) is not { } change)
            {
                return null;
            }

            changes.Add(change);
        }

        if (changes.Count > 0)
        {
            return new WhatIf(text.Trim(), changes);
        }

        problem = "A what-if changes nothing. Write for example 'add 3@GRID; weight distance=1; shift day=08:00-20:00 every'.";
        return null;
    }

    /// <summary>Reads <c>08:00-17:00 working</c>; several with a comma between.</summary>
    public static IReadOnlyList<ShiftHours>? ReadHours(string text)
    {
        var hours = new List<ShiftHours>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (HoursPattern().Match(part) is not { Success: true } match
                || !TimeOnly.TryParseExact(match.Groups["from"].Value, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
                || !TimeOnly.TryParseExact(match.Groups["to"].Value, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to))
            {
                return null;
            }

            hours.Add(new ShiftHours(match.Groups["days"].Value switch { "every" => ShiftDays.Every, "free" => ShiftDays.Free, _ => ShiftDays.Working }, from, to));
        }

        return hours;
    }

    /// <summary>The catalogue as it would be.</summary>
    /// <param name="catalogue">As it is.</param>
    /// <param name="problem">What the catalogue does not have; empty: nothing.</param>
    /// <returns>The catalogue, and the members who are new in it; null: see <paramref name="problem"/>.</returns>
    public (Catalogue Catalogue, IReadOnlyList<Member> Added)? Apply(Catalogue catalogue, out string problem)
    {
        problem = "";
        var added = new List<Member>();
        var shifts = catalogue.Shifts.ToList();
        foreach (var change in Changes)
        {
            switch (change)
            {
                case MoreMembers more:
                    if (UnitOf(more.Where, catalogue) is not { } unit)
                    {
                        problem = $"There is no grid and no unit '{more.Where}' here. Give the code of one that is.";
                        return null;
                    }

                    added.AddRange(Enumerable.Range(1, more.Count).Select(number => Added(catalogue, unit, more.Where, $"+{added.Count + number:0000}")).ToList());
                    break;
                case OtherShift other:
                    var index = shifts.FindIndex(shift => shift.Code == other.Code);
                    if (index < 0)
                    {
                        problem = shifts.Count is 0
                            ? $"There is no shift '{other.Code}': this catalogue has no shifts, its members work at any hour."
                            : $"There is no shift '{other.Code}'. There is: {string.Join(", ", shifts.Select(shift => shift.Code))}.";
                        return null;
                    }

                    shifts[index] = shifts[index] with { Hours = other.Hours };
                    break;
                default:
                    break;
            }
        }

        return (new Catalogue(catalogue.City, [.. catalogue.Units], [.. catalogue.Grids], [.. catalogue.Members, .. added], [.. catalogue.DutyVersions])
        {
            Version = catalogue.Version,
            Calendar = catalogue.Calendar,
            Shifts = shifts,
            Rosters = catalogue.Rosters,
            Places = catalogue.Places,
        }, added);
    }

    /// <summary>The tasks with the weights as they would be.</summary>
    public IReadOnlyList<PastTask> Apply(IReadOnlyList<PastTask> tasks)
    {
        var weights = Changes.OfType<OtherWeight>().ToList();
        if (weights.Count is 0)
        {
            return tasks;
        }

        var duties = new Dictionary<Duty, Duty>(ReferenceEqualityComparer.Instance);
        return [.. tasks.Select(task =>
        {
            if (!duties.TryGetValue(task.Task.Duty, out var duty))
            {
                duties[task.Task.Duty] = duty = task.Task.Duty with { Weights = weights.Aggregate(task.Task.Duty.Weights ?? RoutingWeights.Default, With) };
            }

            return task with { Task = task.Task with { Duty = duty } };
        })];
    }

    private static Change? OfPart(string part, out string problem)
    {
        problem = "";
        if (AddPattern().Match(part) is { Success: true } add && int.TryParse(add.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MoreMembersMax)
        {
            return new MoreMembers(count, add.Groups["where"].Value);
        }

        if (WeightPattern().Match(part) is { Success: true } weight && WeightNames.Contains(weight.Groups["name"].Value)
            && double.TryParse(weight.Groups["value"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value <= 100 && value >= (weight.Groups["name"].Value is "load" ? 0.1 : 0))
        {
            return new OtherWeight(weight.Groups["name"].Value, value);
        }

        if (ShiftPattern().Match(part) is { Success: true } shift && ReadHours(shift.Groups["hours"].Value) is { } hours)
        {
            return new OtherShift(shift.Groups["code"].Value, hours);
        }

        problem = $"'{part}' is not a change. Write 'add 3@CODE' (1–{MoreMembersMax} members in a grid or unit), 'weight NAME=VALUE' ({string.Join(", ", WeightNames)}; 0–100, load from 0.1), or 'shift CODE=08:00-17:00 working' (working, free or every).";
        return null;
    }

    public static readonly IReadOnlyList<string> WeightNames = ["load", "distance", "skill", "turnaround", "fairness", "urgency", "continuity"];

    private static RoutingWeights With(RoutingWeights weights, OtherWeight other) => other.Name switch
    {
        "load" => weights with { Load = other.Value },
        "distance" => weights with { Distance = other.Value },
        "skill" => weights with { Skill = other.Value },
        "turnaround" => weights with { Turnaround = other.Value },
        "fairness" => weights with { Fairness = other.Value },
        "urgency" => weights with { Urgency = other.Value },
        "continuity" => weights with { Continuity = other.Value },
        var name => throw new InvalidOperationException($"No weight {name}."),
    };

    private static string? UnitOf(string where, Catalogue catalogue) => catalogue.FindGrid(where)?.Unit ?? catalogue.FindUnit(where)?.Code;

    private static Member Added(Catalogue catalogue, string unit, string where, string code)
    {
        var others = catalogue.ActiveMembersUnder(unit);
        return new Member(
            code,
            unit,
            catalogue.FindGrid(where) is null ? [] : [where],
            [.. others.SelectMany(member => member.Skills).Distinct().Order(StringComparer.Ordinal)],
            others.Count is 0 ? 10 : others.Select(member => member.Capacity).Order().ElementAt(others.Count / 2),
            Active: true)
        {
            Shift = others.Count is 0 ? null : others.GroupBy(member => member.Shift).OrderByDescending(shift => shift.Count()).ThenBy(shift => shift.Key, StringComparer.Ordinal).First().Key,
        };
    }

    [GeneratedRegex(@"^add\s+(?<count>\d{1,4})\s*@\s*(?<where>.+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex AddPattern();

    [GeneratedRegex(@"^weight\s+(?<name>[a-z]+)\s*=\s*(?<value>[0-9.]{1,8})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex WeightPattern();

    [GeneratedRegex(@"^shift\s+(?<code>\S+?)\s*=\s*(?<hours>.+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ShiftPattern();

    [GeneratedRegex(@"^(?<from>\d\d:\d\d)\s*-\s*(?<to>\d\d:\d\d)(\s+(?<days>working|free|every))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex HoursPattern();
}
