using System.Globalization;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>The keys of a member that are lists and maps of their own.</summary>
internal static class MemberFields
{
    private const int LevelMax = 5;

    /// <summary>As long as a subject or a place may be.</summary>
    private const int ValueLengthMax = 500;

    /// <summary><c>levels</c>: of skills the member has.</summary>
    public static IReadOnlyDictionary<string, int> Levels(YamlFields member, IReadOnlyList<YamlScalar> skills, ICollection<Mistake> mistakes)
    {
        var levels = new SortedDictionary<string, int>(StringComparer.Ordinal);
        if (member.Fields("levels") is not { } fields)
        {
            return levels;
        }

        foreach (var (key, _) in fields.Map.Entries.Values)
        {
            var level = fields.Whole(key.Text, 1, LevelMax);
            if (skills.All(skill => skill.Text != key.Text))
            {
                mistakes.Add(key.Mistake(
                    $"{key.Kind} in 'levels' is no skill of this member.",
                    skills.Count is 0 ? "Add skills: […], or leave it out." : $"One of: {string.Join(", ", skills.Select(skill => skill.Text))}."));
            }
            else if (level is { } known)
            {
                levels[key.Text] = known;
            }
            else if (fields.Node(key.Text) is null)
            {
                fields.Missing(key.Text, string.Create(CultureInfo.InvariantCulture, $"A whole number from 1 to {LevelMax}."));
            }
        }

        return levels;
    }

    /// <summary><c>leave</c>: days, both ends included; without an end one day.</summary>
    public static IReadOnlyList<Leave> Leave(YamlFields member, ICollection<Mistake> mistakes)
    {
        var leave = new List<Leave>();
        foreach (var fields in member.Maps("leave"))
        {
            if (fields.Node("from") is null)
            {
                fields.Missing("from", "Add from: the first day of leave, for example 2026-11-25.");
            }

            var (from, to) = (fields.Day("from"), fields.Day("to"));
            if (to < from)
            {
                mistakes.Add(fields.Node("to")!.Mistake($"The leave ends on {fields.Node("to")!.Kind}, before it begins.", $"{from:yyyy-MM-dd} or later; both days are leave."));
            }

            if (from is { } first && (to ?? from) is { } last)
            {
                leave.Add(new Leave(first, last));
            }

            fields.NothingElse();
        }

        return leave;
    }

    /// <summary><c>exclusions</c>: of a duty, of a value, or of a value within a duty.</summary>
    public static IReadOnlyList<Exclusion> Exclusions(YamlFields member, OrganisationSection organisation, ICollection<Mistake> mistakes)
    {
        var exclusions = new List<Exclusion>();
        foreach (var fields in member.Maps("exclusions"))
        {
            var duty = fields.Scalar("duty");
            organisation.ReferToDuty(duty);
            var of = fields.Code("of", CodeRule.Parameter);
            var value = fields.Scalar("value", ValueLengthMax);
            var (hasOf, hasValue) = (fields.Node("of") is not null, fields.Node("value") is not null);
            if (hasOf != hasValue)
            {
                fields.Missing(hasOf ? "value" : "of", "Give 'of' (subject, place or a parameter) and 'value' together.");
            }
            else if (!hasOf && fields.Node("duty") is null)
            {
                mistakes.Add(fields.Map.Mistake("The exclusion excludes nothing.", "Give duty: …, or of: … and value: …, or all three."));
            }

            exclusions.Add(new Exclusion(duty?.Text, of?.Text, value?.Text));
            fields.NothingElse();
        }

        return exclusions;
    }
}
