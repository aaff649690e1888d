using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>One field in which two versions of a duty differ.</summary>
/// <param name="Field">Where: <c>name</c>, <c>steps/visit/within</c>, <c>steps/visit/form/result</c> …</param>
/// <param name="Before">What it was; null: it was not there.</param>
/// <param name="After">What it is; null: it is not there any more.</param>
public sealed record FieldChange(string Field, string? Before, string? After);

/// <summary>What a line of a text is, compared with another text.</summary>
public enum LineKind
{
    Same,
    Added,
    Removed,
}

/// <summary>A line of two texts laid over each other.</summary>
public sealed record ComparedLine(LineKind Kind, string Text);

/// <summary>In what two versions of a duty differ.</summary>
public static class DutyChanges
{
    /// <summary>Lines of the one times lines of the other that are compared each with each: 16 MB.</summary>
    private const long CellsMax = 4_000_000;

    /// <summary>Field by field; empty when they are the same, whatever their versions.</summary>
    /// <param name="before">The version in force; null: there is none.</param>
    /// <param name="after">The version to be.</param>
    public static IReadOnlyList<FieldChange> Between(Duty? before, Duty after)
    {
        var (was, becomes) = (before is null ? [] : Fields(before).ToDictionary(), Fields(after).ToDictionary());
        return
        [
            .. becomes.Where(field => was.GetValueOrDefault(field.Key) != field.Value).Select(field => new FieldChange(field.Key, was.GetValueOrDefault(field.Key), field.Value)),
            .. was.Where(field => !becomes.ContainsKey(field.Key)).Select(field => new FieldChange(field.Key, field.Value, null)),
        ];
    }

    /// <summary>Line by line, with the fewest lines added and removed.</summary>
    public static IReadOnlyList<ComparedLine> Lines(string before, string after)
    {
        var (a, b) = (before.Split('\n'), after.Split('\n'));
        var (start, endA, endB) = (0, a.Length, b.Length);
        while (start < endA && start < endB && a[start] == b[start])
        {
            start++;
        }

        while (endA > start && endB > start && a[endA - 1] == b[endB - 1])
        {
            (endA, endB) = (endA - 1, endB - 1);
        }

        if ((long)(endA - start) * (endB - start) > CellsMax)
        {
            // Two long texts with little in common: the fewest lines are not worth a gigabyte.
            return
            [
                .. a.Take(start).Select(line => new ComparedLine(LineKind.Same, line)),
                .. a[start..endA].Select(line => new ComparedLine(LineKind.Removed, line)),
                .. b[start..endB].Select(line => new ComparedLine(LineKind.Added, line)),
                .. a.Skip(endA).Select(line => new ComparedLine(LineKind.Same, line)),
            ];
        }

        // common[i, j]: most lines that a from i on and b from j on have in common, in order.
        var common = new int[endA - start + 1, endB - start + 1];
        for (var i = endA - start - 1; i >= 0; i--)
        {
            for (var j = endB - start - 1; j >= 0; j--)
            {
                common[i, j] = a[start + i] == b[start + j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = a.Take(start).Select(line => new ComparedLine(LineKind.Same, line)).ToList();
        for (var (i, j) = (0, 0); i < endA - start || j < endB - start;)
        {
            if (i < endA - start && j < endB - start && a[start + i] == b[start + j])
            {
                lines.Add(new ComparedLine(LineKind.Same, a[start + i]));
                (i, j) = (i + 1, j + 1);
            }
            else if (j == endB - start || (i < endA - start && common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add(new ComparedLine(LineKind.Removed, a[start + i++]));
            }
            else
            {
                lines.Add(new ComparedLine(LineKind.Added, b[start + j++]));
            }
        }

        lines.AddRange(a.Skip(endA).Select(line => new ComparedLine(LineKind.Same, line)));
        return lines;
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(Duty duty)
    {
        foreach (var (field, value) in ((string, string?)[])
        [
            ("name", duty.Name), ("nameEn", duty.NameEn), ("area", duty.Area), ("urgent", duty.Urgent ? "true" : null), ("description", duty.Description), ("basis", duty.Basis),
            ("personal", duty.Personal is { } personal ? string.Join(", ", personal) : null),
            .. (duty.Weights is { } weights ? DutyYaml.Weights(weights) : []).Select(weight => ($"weights/{weight.Name}", (string?)weight.Value)),
            ("sameBy", duty.SameBy),
            ("steps", string.Join(" → ", duty.Steps.Select(step => step.Code))), .. duty.Steps.SelectMany(Fields),
        ])
        {
            if (value is not null)
            {
                yield return KeyValuePair.Create(field, value);
            }
        }
    }

    private static IEnumerable<(string Field, string? Value)> Fields(Step step)
    {
        var at = $"steps/{step.Code}";
        yield return ($"{at}/name", step.Name);
        yield return ($"{at}/nameEn", step.NameEn);
        yield return ($"{at}/unit", step.Unit);
        yield return ($"{at}/skill", step.Skill);
        yield return ($"{at}/within", step.Within is { } within ? DutyYaml.Within(within) : null);
        yield return ($"{at}/after", step.After.Count > 0 ? string.Join(", ", step.After) : null);
        yield return ($"{at}/effort", step.Effort is { } effort ? DutyYaml.Effort(effort) : null);
        yield return ($"{at}/notBy", step.NotBy is { Count: > 0 } notBy ? string.Join(", ", notBy) : null);
        foreach (var (way, name) in step.Holder is { } holder ? DutyYaml.Holder(holder) : [])
        {
            yield return ($"{at}/holder/{way}", name);
        }

        yield return ($"{at}/paired", step.Paired ? "true" : null);
        yield return ($"{at}/check", step.Check?.Name);
        foreach (var (parameter, from) in step.Check?.Parameters.OrderBy(each => each.Key, StringComparer.Ordinal) ?? Enumerable.Empty<KeyValuePair<string, string>>())
        {
            yield return ($"{at}/check/{parameter}", from);
        }

        yield return ($"{at}/photo", DutyYaml.AskedName(step.Photo));
        yield return ($"{at}/place", DutyYaml.AskedName(step.Place));
        yield return ($"{at}/form", step.Form.Count > 0 ? string.Join(", ", step.Form.Select(field => field.Name)) : null);
        foreach (var field in step.Form)
        {
            yield return ($"{at}/form/{field.Name}", string.Join(" · ", ((string?[])[field.Label, field.LabelEn, DutyYaml.TypeName(field.Type), field.Required ? "required" : null, field.Choices.Count > 0 ? string.Join(" / ", field.Choices) : null]).OfType<string>()));
        }
    }
}
