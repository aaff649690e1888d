using System.Globalization;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>What is wrong with a field of a person's report.</summary>
public sealed record ReportError(string Field, string Problem, string Remedy);

/// <summary>Checks a person's report against the step's form.</summary>
public static class ReportCheck
{
    public const int TextMax = 4000;

    /// <summary>Most unknown fields that are named one by one.</summary>
    private const int UnknownShownMax = 20;

    public static IReadOnlyList<ReportError> Of(Step step, string note, IReadOnlyDictionary<string, string> fields)
    {
        var errors = new List<ReportError>();
        if (note.Length > TextMax)
        {
            errors.Add(new ReportError("note", $"The note has {note.Length} characters.", $"At most {TextMax}."));
        }

        foreach (var field in step.Form)
        {
            var value = fields.GetValueOrDefault(field.Name, "").Trim();
            if (value.Length is 0)
            {
                if (field.Required)
                {
                    errors.Add(new ReportError($"fields/{field.Name}", $"'{field.Name}' {field.Label} is missing.", Wanted(field)));
                }
            }
            else if (!Fits(field, value))
            {
                errors.Add(new ReportError($"fields/{field.Name}", $"'{field.Name}' {field.Label} is '{(value.Length <= 60 ? value : value[..60] + "…")}'.", Wanted(field)));
            }
        }

        errors.AddRange(fields.Keys
            .Where(name => step.Form.All(field => field.Name != name))
            .Take(UnknownShownMax)
            .Select(name => new ReportError($"fields/{name}", $"The step asks for no field '{name}'.", step.Form.Count is 0 ? "It asks for a note alone." : $"It asks for {string.Join(", ", step.Form.Select(field => field.Name))}.")));
        return errors;
    }

    private static bool Fits(FormField field, string value) => field.Type switch
    {
        FormFieldType.Text => value.Length <= TextMax,
        FormFieldType.Number => decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out _),
        FormFieldType.YesNo => value is "true" or "false",
        FormFieldType.Choice => field.Choices.Contains(value),
        FormFieldType.Date => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => throw new InvalidOperationException($"No rule for {field.Type}."),
    };

    private static string Wanted(FormField field) => field.Type switch
    {
        FormFieldType.Text => $"Text of at most {TextMax} characters.",
        FormFieldType.Number => "A number, for example 12.5.",
        FormFieldType.YesNo => "true or false.",
        FormFieldType.Choice => $"One of: {string.Join(", ", field.Choices)}.",
        FormFieldType.Date => "A day, for example 2026-11-22.",
        _ => throw new InvalidOperationException($"No wording for {field.Type}."),
    };
}
