using System.Globalization;
using TaskManager.Dispatcher.Photos;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>What is wrong with a field of what a person sent.</summary>
/// <param name="Field">Where, as a path in the API's body.</param>
/// <param name="Problem">For a program's log: what, with the value found.</param>
/// <param name="Remedy">What would be right.</param>
/// <param name="Chinese">For the person, next to the field.</param>
/// <param name="English">The same.</param>
public sealed record ReportError(string Field, string Problem, string Remedy, string Chinese, string English);

/// <summary>Checks a person's report against what the step asks for.</summary>
public static class ReportCheck
{
    public const int TextMax = 4000;

    public const int PlaceMax = 200;

    /// <summary>Most unknown fields that are named one by one.</summary>
    private const int UnknownShownMax = 20;

    public static IReadOnlyList<ReportError> Of(Step step, MemberReport report)
    {
        var errors = new List<ReportError>();
        if (report.Note.Length > TextMax)
        {
            errors.Add(new ReportError("note", $"The note has {report.Note.Length} characters.", $"At most {TextMax}.", $"说明有 {report.Note.Length} 字，最多 {TextMax} 字。", $"{report.Note.Length} characters; at most {TextMax}."));
        }

        foreach (var (name, text) in ((string Name, string? Text)[])[("note", report.Note), ("place", report.Place?.Words), .. report.Fields.Select(field => ($"fields/{field.Key}", (string?)field.Value))])
        {
            if (text?.Contains('\0', StringComparison.Ordinal) is true)
            {
                errors.Add(new ReportError(name, "The text has a NUL character.", "Text without control characters.", "文字里有无法保存的字符，请重新填写。", "The text has a character that cannot be kept. Type it again."));
            }
        }

        foreach (var field in step.Form)
        {
            var value = report.Fields.GetValueOrDefault(field.Name, "").Trim();
            if (value.Length is 0)
            {
                if (field.Required)
                {
                    errors.Add(new ReportError($"fields/{field.Name}", $"'{field.Name}' {field.Label} is missing.", Wanted(field), $"请填写“{field.Label}”。", $"{field.LabelEn ?? field.Label}: please answer."));
                }
            }
            else if (!Fits(field, value))
            {
                var (chinese, english) = WantedOnPage(field);
                errors.Add(new ReportError($"fields/{field.Name}", $"'{field.Name}' {field.Label} is '{(value.Length <= 60 ? value : value[..60] + "…")}'.", Wanted(field), chinese, english));
            }
        }

        errors.AddRange(report.Fields.Keys
            .Where(name => step.Form.All(field => field.Name != name))
            .Take(UnknownShownMax)
            .Select(name => new ReportError($"fields/{name}", $"The step asks for no field '{name}'.", step.Form.Count is 0 ? "It asks for a note alone." : $"It asks for {string.Join(", ", step.Form.Select(field => field.Name))}.", "本环节没有这一项，请刷新页面后重填。", "The step does not ask for this. Load the page again.")));
        CheckPhotos(step, report, errors);
        CheckPlace(step, report, errors);
        return errors;
    }

    private static void CheckPhotos(Step step, MemberReport report, List<ReportError> errors)
    {
        switch (step.Photo, report.Photos.Count)
        {
            case (Asked.None, > 0):
                errors.Add(new ReportError("photos", "The step asks for no photo.", "Send none: what a duty cannot justify is not kept.", "本环节不需要照片。", "This step needs no photo."));
                break;
            case (Asked.Required, 0):
                errors.Add(new ReportError("photos", "The step asks for a photo.", "Report with one to five photos on the page of the task.", "本环节需要至少一张照片。", "This step needs at least one photo."));
                break;
            case (_, > PhotoCheck.CountMax):
                errors.Add(new ReportError("photos", $"There are {report.Photos.Count} photos.", $"At most {PhotoCheck.CountMax}.", $"共 {report.Photos.Count} 张照片，最多 {PhotoCheck.CountMax} 张。", $"{report.Photos.Count} photos; at most {PhotoCheck.CountMax}."));
                break;
        }
    }

    private static void CheckPlace(Step step, MemberReport report, List<ReportError> errors)
    {
        switch (step.Place, report.Place)
        {
            case (Asked.None, not null):
                errors.Add(new ReportError("place", "The step asks for no place.", "Leave it out: what a duty cannot justify is not kept.", "本环节不需要位置。", "This step needs no place."));
                break;
            case (Asked.Required, null or { Words: null or "", Position: null }):
                errors.Add(new ReportError("place", "The step asks where it was done.", "A place in words, a position, or a photo that has one.", "请说明办理地点，或用手机定位。", "Say where it was done, or use the phone's position."));
                break;
            case (_, { Words.Length: > PlaceMax }):
                errors.Add(new ReportError("place", $"The place has {report.Place.Words.Length} characters.", $"At most {PlaceMax}.", $"地点最多 {PlaceMax} 字。", $"At most {PlaceMax} characters."));
                break;
            case (_, { Position: { } position }) when !(Math.Abs(position.Latitude) <= 90 && Math.Abs(position.Longitude) <= 180):
                errors.Add(new ReportError("place", "The position is not on the globe.", "Latitude −90 to 90, longitude −180 to 180.", "定位数据不正确，请重新定位。", "The position is wrong. Take it again."));
                break;
        }
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

    private static (string Chinese, string English) WantedOnPage(FormField field) => field.Type switch
    {
        FormFieldType.Text => ($"最多 {TextMax} 字。", $"At most {TextMax} characters."),
        FormFieldType.Number => ("请填数字，例如 12.5。", "A number, for example 12.5."),
        FormFieldType.Date => ("请填日期，例如 2026-11-22。", "A day, for example 2026-11-22."),
        _ => ("请从选项中选一个。", "Choose one of the answers."),
    };
}
