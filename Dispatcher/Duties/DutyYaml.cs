using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>
/// Writes duties as the YAML that <see cref="DutyReader"/> reads: always in the same order and form, so that two texts differ only
/// where the duties do. What is absent or the default is left out.
/// </summary>
public static partial class DutyYaml
{
    private const string Item = "  - ";
    private const string Field = "    ";
    private const string StepItem = "      - ";
    private const string StepField = "        ";

    public static string Write(params IEnumerable<Duty> duties)
    {
        var yaml = new StringBuilder("duties:\n");
        foreach (var duty in duties)
        {
            Write(yaml, duty);
        }

        return yaml.ToString();
    }

    private static void Write(StringBuilder yaml, Duty duty)
    {
        Line(yaml, Item, "code", duty.Code);
        Line(yaml, Field, "name", duty.Name);
        Line(yaml, Field, "nameEn", duty.NameEn);
        Line(yaml, Field, "area", duty.Area);
        Line(yaml, Field, "urgent", duty.Urgent ? "true" : null);
        Line(yaml, Field, "description", duty.Description);
        Line(yaml, Field, "basis", duty.Basis);
        if (duty.Personal is { } personal)
        {
            yaml.Append(Field).Append("personal: ").Append(List(personal)).Append('\n');
        }

        if (duty.Weights is { } weights && Weights(weights).ToList() is { Count: > 0 } unusual)
        {
            yaml.Append(Field).Append("weights: ").Append(Map(unusual.Select(each => (each.Name, (string?)each.Value)))).Append('\n');
        }

        Line(yaml, Field, "sameBy", duty.SameBy);
        yaml.Append(Field).Append("steps:\n");
        foreach (var step in duty.Steps)
        {
            Write(yaml, step);
        }
    }

    private static void Write(StringBuilder yaml, Step step)
    {
        Line(yaml, StepItem, "code", step.Code);
        Line(yaml, StepField, "name", step.Name);
        Line(yaml, StepField, "nameEn", step.NameEn);
        Line(yaml, StepField, "unit", step.Unit);
        Line(yaml, StepField, "skill", step.Skill);
        Line(yaml, StepField, "within", step.Within is { } within ? Within(within) : null);
        Line(yaml, StepField, "effort", step.Effort is { } effort ? Effort(effort) : null);
        if (step.After.Count > 0)
        {
            yaml.Append(StepField).Append("after: ").Append(List(step.After)).Append('\n');
        }

        if (step.NotBy is { Count: > 0 } notBy)
        {
            yaml.Append(StepField).Append("notBy: ").Append(List(notBy)).Append('\n');
        }

        if (step.Holder is { } holder)
        {
            yaml.Append(StepField).Append("holder: ").Append(Map(Holder(holder).Select(each => (each.Name, (string?)Scalar(each.Value))))).Append('\n');
        }

        Line(yaml, StepField, "paired", step.Paired ? "true" : null);
        if (step.Check is { } check)
        {
            yaml.Append(StepField).Append("check:\n");
            Line(yaml, StepField + "  ", "name", check.Name);
            if (check.Parameters.Count > 0)
            {
                yaml.Append(StepField).Append("  parameters: ").Append(Map(check.Parameters.Select(each => (each.Key, (string?)Scalar(each.Value))))).Append('\n');
            }
        }

        Line(yaml, StepField, "photo", AskedName(step.Photo));
        Line(yaml, StepField, "place", AskedName(step.Place));
        if (step.Form.Count > 0)
        {
            yaml.Append(StepField).Append("form:\n");
            foreach (var field in step.Form)
            {
                yaml.Append(StepField).Append("  - ").Append(Map(Fields(field))).Append('\n');
            }
        }
    }

    /// <summary>Whole days as days, else hours, as people write deadlines.</summary>
    public static string Within(TimeSpan within) => within.Ticks % TimeSpan.TicksPerDay is 0
        ? string.Create(CultureInfo.InvariantCulture, $"{within.Days}d")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)within.TotalHours}h");

    /// <summary>Whole days as days, whole hours as hours, else minutes.</summary>
    public static string Effort(TimeSpan effort) => effort.Ticks % TimeSpan.TicksPerHour is 0
        ? Within(effort)
        : string.Create(CultureInfo.InvariantCulture, $"{(long)effort.TotalMinutes}m");

    /// <summary>The weights that are not the usual ones, by name.</summary>
    public static IEnumerable<(string Name, string Value)> Weights(RoutingWeights weights)
    {
        var usual = RoutingWeights.Default;
        foreach (var (name, weight, usually) in ((string, double, double)[])
        [
            ("load", weights.Load, usual.Load), ("distance", weights.Distance, usual.Distance), ("skill", weights.Skill, usual.Skill), ("turnaround", weights.Turnaround, usual.Turnaround),
            ("fairness", weights.Fairness, usual.Fairness), ("urgency", weights.Urgency, usual.Urgency), ("continuity", weights.Continuity, usual.Continuity),
        ])
        {
            if (weight != usually)
            {
                yield return (name, Decimal(weight));
            }
        }
    }

    /// <summary>Whom a step is for: the way it is named, and the name.</summary>
    public static IEnumerable<(string Name, string Value)> Holder(Holder holder)
    {
        (string Name, string? Value)[] ways = [("member", holder.Member), ("parameter", holder.Parameter), ("chain", holder.Chain)];
        return ways.Where(way => way.Value is not null).Select(way => (way.Name, way.Value!));
    }

    public static string TypeName(FormFieldType type) => type switch
    {
        FormFieldType.Text => "text",
        FormFieldType.Number => "number",
        FormFieldType.YesNo => "yesNo",
        FormFieldType.Choice => "choice",
        FormFieldType.Date => "date",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "A type without a name in YAML; add it."),
    };

    /// <summary>Null for what is not asked, which is left out.</summary>
    public static string? AskedName(Asked asked) => asked switch
    {
        Asked.None => null,
        Asked.Optional => "optional",
        Asked.Required => "required",
        _ => throw new ArgumentOutOfRangeException(nameof(asked), asked, "A measure without a name in YAML; add it."),
    };

    private static IEnumerable<(string Name, string? Value)> Fields(FormField field)
    {
        yield return ("name", Scalar(field.Name));
        yield return ("label", Scalar(field.Label));
        yield return ("labelEn", field.LabelEn is { } english ? Scalar(english) : null);
        yield return ("type", TypeName(field.Type));
        yield return ("required", field.Required ? "true" : null);
        yield return ("choices", field.Choices.Count > 0 ? List(field.Choices) : null);
    }

    /// <summary>Never with an exponent, which the reader does not take.</summary>
    private static string Decimal(double number) => number.ToString("R", CultureInfo.InvariantCulture) is var text && text.Contains('E', StringComparison.Ordinal)
        ? ((decimal)number).ToString(CultureInfo.InvariantCulture)
        : text;

    private static void Line(StringBuilder yaml, string indent, string name, string? value)
    {
        if (value is not null)
        {
            yaml.Append(indent).Append(name).Append(": ").Append(Scalar(value)).Append('\n');
        }
    }

    private static string List(IEnumerable<string> items) => $"[{string.Join(", ", items.Select(Scalar))}]";

    private static string Map(IEnumerable<(string Name, string? Value)> fields) => $"{{ {string.Join(", ", fields.Where(field => field.Value is not null).Select(field => $"{field.Name}: {field.Value}"))} }}";

    /// <summary>Plain where no reader could take it for anything else, else in double quotes.</summary>
    private static string Scalar(string text) => Plain().IsMatch(text) && text is not "null" ? text : Quoted(text);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                // Breaks of lines to YAML, and the mark that a reader takes off the beginning.
                '\u2028' or '\u2029' or '\uFEFF' or '\u00A0' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"\A[\p{L}\p{Nd}](?:[\p{L}\p{Nd} ._/()（）、，。；：！？“”《》-]*[\p{L}\p{Nd}）。！？”》])?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();
}
