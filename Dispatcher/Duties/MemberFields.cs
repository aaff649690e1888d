using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>What a catalogue says of a member for routing: levels of skills, shift, leave, industry chains, exclusions.</summary>
internal static class MemberFields
{
    private const int LevelMax = 5;

    public static Member Add(Member member, YamlFields fields, IReadOnlyList<YamlScalar> skills, RoutingSection routing, Action<YamlScalar?> referToDuty, ICollection<Mistake> mistakes)
    {
        var shift = fields.Scalar("shift");
        routing.ReferToShift(shift);
        return member with
        {
            SkillLevels = Levels(fields, skills, mistakes),
            Shift = shift?.Text,
            Leave = [.. fields.Maps("leave").Select(leave => Leave(leave, routing, mistakes))],
            Chains = [.. fields.Codes("chains", CodeRule.Code).Select(chain => chain.Text)],
            Exclusions = [.. fields.Maps("exclusions").Select(exclusion => Exclusion(exclusion, referToDuty))],
        };
    }

    private static Dictionary<string, int> Levels(YamlFields member, IReadOnlyList<YamlScalar> skills, ICollection<Mistake> mistakes)
    {
        var levels = new Dictionary<string, int>();
        if (member.Fields("levels") is not { } fields)
        {
            return levels;
        }

        foreach (var (key, _) in fields.Map.Entries.Values)
        {
            var level = fields.Whole(key.Text, 1, LevelMax);
            if (!skills.Any(skill => skill.Text == key.Text))
            {
                mistakes.Add(key.Mistake($"{key.Kind} is not among the member's skills.", "Add it to skills, or take it out of levels."));
            }
            else if (level is { } given)
            {
                levels[key.Text] = given;
            }
        }

        return levels;
    }

    private static Leave Leave(YamlFields fields, RoutingSection routing, ICollection<Mistake> mistakes)
    {
        var from = fields.RequiredScalar("from") is { } first ? routing.Day(first, "'from'") : null;
        var to = fields.Scalar("to") is { } last ? routing.Day(last, "'to'") : from;
        if (to < from)
        {
            mistakes.Add(fields.Map.Entries["to"].Key.Mistake("'to' is before 'from'.", "Give the last day of leave, or leave it out for one day."));
        }

        fields.NothingElse();
        return new Leave(from ?? default, to ?? default);
    }

    private static Exclusion Exclusion(YamlFields fields, Action<YamlScalar?> referToDuty)
    {
        var duty = fields.Scalar("duty");
        referToDuty(duty);
        var of = fields.Node("value") is null ? fields.Code("of", CodeRule.Parameter) : fields.RequiredCode("of", CodeRule.Parameter);
        var value = of is null ? null : fields.RequiredScalar("value");
        if (duty is null && of is null && fields.Node("value") is null)
        {
            fields.Missing("duty", "Name a duty, or of: and value: what the member must keep away from.");
        }

        fields.NothingElse();
        return new Exclusion(duty?.Text, of?.Text, value?.Text);
    }
}
