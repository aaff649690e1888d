using TaskManager.Contracts;
using System.Globalization;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>The duties gathered from all files of a catalogue.</summary>
internal sealed class DutySection(ICollection<Mistake> mistakes, OrganisationSection organisation)
{
    private const int ProseLengthMax = 2_000;
    private const int ChoiceLengthMax = 100;
    private const int DaysMax = 3_650;
    private const int EffortMinutesMin = 5;
    private const int EffortDaysMax = 30;

    private static readonly string[] HolderKinds = ["member", "parameter", "chain"];

    private static readonly Dictionary<string, FormFieldType> FieldTypes = new()
    {
        ["text"] = FormFieldType.Text,
        ["number"] = FormFieldType.Number,
        ["yesNo"] = FormFieldType.YesNo,
        ["choice"] = FormFieldType.Choice,
        ["date"] = FormFieldType.Date,
    };

    private static readonly Dictionary<string, Asked> AskedWords = new()
    {
        ["none"] = Asked.None,
        ["optional"] = Asked.Optional,
        ["required"] = Asked.Required,
    };

    public List<Duty> Duties { get; } = [];

    public void Read(IEnumerable<YamlFields> items)
    {
        foreach (var fields in items)
        {
            var code = fields.RequiredCode("code", CodeRule.Code);
            organisation.DefineDuty(code);
            var steps = Steps(fields);
            var sameBy = fields.Code("sameBy", CodeRule.Parameter)?.Text;
            Duties.Add(new Duty(
                code?.Text ?? "",
                Version: 1,
                fields.Required("name") ?? "",
                fields.Text("nameEn"),
                fields.RequiredCode("area", CodeRule.Code)?.Text ?? "",
                steps)
            {
                Description = fields.Text("description", ProseLengthMax),
                Basis = fields.Text("basis", ProseLengthMax),
                Urgent = fields.YesNo("urgent") ?? false,
                Personal = Personal(fields, sameBy, steps),
                Weights = Weights(fields),
                SameBy = sameBy,
            });
            fields.NothingElse();
        }
    }

    /// <summary>What tells who a person is; each must be something a matter or a report of this duty has.</summary>
    private List<string>? Personal(YamlFields duty, string? sameBy, List<Step> steps)
    {
        List<string> known =
        [
            "subject", "place",
            .. steps.SelectMany(step => step.Check?.Parameters.Values ?? [])
                .Concat(RoutingParameters.Of(sameBy, steps))
                .Concat(steps.SelectMany(step => step.Form.Select(field => field.Name)))
                .Distinct(),
        ];
        var names = duty.Texts("personal");
        foreach (var unknown in names.Where(name => !known.Contains(name.Text)))
        {
            mistakes.Add(unknown.Mistake($"{unknown.Kind} in 'personal' is nothing this duty has.", $"One of: {string.Join(", ", known)}."));
        }

        return names.Count is 0 ? null : [.. names.Select(name => name.Text)];
    }

    private List<Step> Steps(YamlFields duty)
    {
        if (duty.Node("steps") is null or YamlList { Items.Count: 0 })
        {
            duty.Missing("steps", "A duty has at least one step: - { code: …, name: … }.");
            return [];
        }

        var names = new Names("step", "this duty", mistakes);
        var order = new List<Link>();
        var excluded = new List<Link>();
        var steps = new List<Step>();
        foreach (var fields in duty.Maps("steps"))
        {
            var code = fields.RequiredCode("code", CodeRule.Code);
            names.Define(code);
            var after = fields.Texts("after");
            names.Refer(after);
            order.AddRange(after.Select(earlier => new Link(code?.Text ?? "", earlier)));

            var unit = fields.Scalar("unit");
            organisation.ReferToUnit(unit);
            var skill = fields.Scalar("skill");
            organisation.ReferToSkill(skill);

            var notBy = fields.Texts("notBy");
            names.Refer(notBy);
            excluded.AddRange(notBy.Select(earlier => new Link(code?.Text ?? "", earlier)));

            steps.Add(new Step(code?.Text ?? "", fields.Required("name") ?? "", fields.Text("nameEn"))
            {
                Unit = unit?.Text,
                Skill = skill?.Text,
                Within = Within(fields),
                Effort = Effort(fields),
                NotBy = notBy.Count is 0 ? null : [.. notBy.Select(earlier => earlier.Text)],
                Holder = Holder(fields),
                Paired = fields.YesNo("paired") ?? false,
                After = [.. after.Select(earlier => earlier.Text)],
                Check = Check(fields),
                Form = Form(fields),
                Photo = fields.Word("photo", AskedWords) ?? Asked.None,
                Place = fields.Word("place", AskedWords) ?? Asked.None,
            });
            fields.NothingElse();
        }

        names.CheckReferences();
        Circles.Report(order, "The step comes after itself", "Take one of these out of 'after'.", mistakes);
        CheckEarlier(steps, excluded);
        return steps;
    }

    /// <summary>Who does a step is known only when it is closed: a step can keep away those of steps it comes after, and of no others.</summary>
    private void CheckEarlier(List<Step> steps, List<Link> excluded)
    {
        var after = steps.GroupBy(step => step.Code).ToDictionary(step => step.Key, step => step.First().After);
        foreach (var link in excluded.Where(link => after.ContainsKey(link.To.Text)))
        {
            var earlier = new HashSet<string>();
            var ahead = new Stack<string>(after.GetValueOrDefault(link.From) ?? []);
            while (ahead.TryPop(out var code))
            {
                if (earlier.Add(code) && after.TryGetValue(code, out var before))
                {
                    before.ToList().ForEach(ahead.Push);
                }
            }

            if (!earlier.Contains(link.To.Text))
            {
                mistakes.Add(link.To.Mistake(
                    $"The step does not come after {link.To.Kind}, so 'notBy' cannot know who does that.",
                    earlier.Count is 0 ? "Add after: […] with it, or leave it out." : $"One of: {string.Join(", ", steps.Select(step => step.Code).Where(earlier.Contains))}; or add it to 'after'."));
            }
        }
    }

    private static RoutingWeights? Weights(YamlFields duty)
    {
        if (duty.Fields("weights") is not { } fields)
        {
            return null;
        }

        var usual = RoutingWeights.Default;
        var weights = new RoutingWeights
        {
            Load = fields.Number("load", RoutingWeights.LoadMin, RoutingWeights.Max) ?? usual.Load,
            Distance = Weight("distance") ?? usual.Distance,
            Skill = Weight("skill") ?? usual.Skill,
            Turnaround = Weight("turnaround") ?? usual.Turnaround,
            Fairness = Weight("fairness") ?? usual.Fairness,
            Urgency = Weight("urgency") ?? usual.Urgency,
            Continuity = Weight("continuity") ?? usual.Continuity,
        };
        fields.NothingElse();
        return weights == usual ? null : weights;

        double? Weight(string name) => fields.Number(name, 0, RoutingWeights.Max);
    }

    private static TimeSpan? Effort(YamlFields step) => step.Parsed<TimeSpan>(
        "effort",
        text => int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? (text[^1], count) switch
            {
                ('m', >= EffortMinutesMin and <= EffortDaysMax * 24 * 60) => TimeSpan.FromMinutes(count),
                ('h', >= 1 and <= EffortDaysMax * 24) => TimeSpan.FromHours(count),
                ('d', >= 1 and <= EffortDaysMax) => TimeSpan.FromDays(count),
                _ => null,
            }
            : null,
        $"A whole number and m (minutes), h (hours) or d (days of 24 hours), from {EffortMinutesMin}m to {EffortDaysMax}d, for example 30m or 2h.");

    private Holder? Holder(YamlFields step)
    {
        if (step.Fields("holder") is not { } fields)
        {
            return null;
        }

        var member = fields.Scalar("member");
        organisation.ReferToMember(member);
        var holder = new Holder { Member = member?.Text, Parameter = fields.Code("parameter", CodeRule.Parameter)?.Text, Chain = fields.Code("chain", CodeRule.Parameter)?.Text };
        string[] given = [.. HolderKinds.Where(kind => fields.Node(kind) is not null)];
        if (fields.NothingElse() && given.Length is not 1)
        {
            mistakes.Add(fields.Map.Mistake(
                given.Length is 0 ? "The holder is not named." : $"The holder is named {given.Length} times: {string.Join(", ", given)}.",
                "Exactly one of: member (a number), parameter (of the matter, whose value is a number), chain (parameter whose value is an industry chain)."));
        }

        return holder;
    }

    private TimeSpan? Within(YamlFields step)
    {
        if (step.Scalar("within") is not { } scalar)
        {
            return null;
        }

        if (int.TryParse(scalar.Text.AsSpan(0, scalar.Text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            switch (scalar.Text[^1])
            {
                case 'h' when count is >= 1 and <= DaysMax * 24: return TimeSpan.FromHours(count);
                case 'd' when count is >= 1 and <= DaysMax: return TimeSpan.FromDays(count);
            }
        }

        mistakes.Add(scalar.Mistake($"'within' is {scalar.Kind}.", $"A whole number and h (hours) or d (days of 24 hours), from 1h to {DaysMax}d, for example 8h or 3d."));
        return null;
    }

    private StepCheck? Check(YamlFields step)
    {
        if (step.Fields("check") is not { } fields)
        {
            return null;
        }

        var parameters = new Dictionary<string, string>();
        if (fields.Fields("parameters") is { } given)
        {
            foreach (var (key, _) in given.Map.Entries.Values)
            {
                CodeRule.Parameter.Holds(key, "A parameter of the check", mistakes);
                if (given.RequiredCode(key.Text, CodeRule.Parameter) is { } matterParameter)
                {
                    parameters.Add(key.Text, matterParameter.Text);
                }
            }
        }

        var name = fields.RequiredCode("name", CodeRule.Code);
        if (name?.Text is HistoryRecord.Check)
        {
            mistakes.Add(name.Mistake($"'{HistoryRecord.Check}' is the built-in check of imported cases.", "Name a check of the Workers."));
        }

        var check = new StepCheck(name?.Text ?? "", parameters);
        fields.NothingElse();
        return check;
    }

    private List<FormField> Form(YamlFields step)
    {
        var names = new Names("field", "this form", mistakes);
        var form = new List<FormField>();
        foreach (var fields in step.Maps("form"))
        {
            var name = fields.RequiredCode("name", CodeRule.Parameter);
            names.Define(name);
            var label = fields.Required("label") ?? "";
            var labelEn = fields.Text("labelEn");
            var type = FieldType(fields);
            var required = fields.YesNo("required") ?? false;
            var choices = fields.Texts("choices", ChoiceLengthMax);
            if (type is FormFieldType.Choice && fields.Node("choices") is null or YamlList { Items.Count: 0 })
            {
                fields.Missing("choices", "A choice needs the values to choose from: choices: [ …, … ].");
            }
            else if (type is not null and not FormFieldType.Choice && fields.Map.Entries.TryGetValue("choices", out var entry))
            {
                mistakes.Add(entry.Key.Mistake("'choices' is given, but the field is no choice.", "Make it type: choice, or leave choices out."));
            }

            form.Add(new FormField(name?.Text ?? "", label, labelEn, type ?? FormFieldType.Text, required, [.. choices.Select(choice => choice.Text)]));
            fields.NothingElse();
        }

        return form;
    }

    /// <summary>Null when wrong.</summary>
    private static FormFieldType? FieldType(YamlFields field)
    {
        if (field.Node("type") is null)
        {
            return FormFieldType.Text;
        }

        return field.Word("type", FieldTypes);
    }
}
