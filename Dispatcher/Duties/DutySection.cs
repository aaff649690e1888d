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
        ["none"] = Domain.Asked.None,
        ["optional"] = Domain.Asked.Optional,
        ["required"] = Domain.Asked.Required,
    };

    private readonly Names duties = new("duty", "the catalogue", mistakes) { Plural = "duties" };

    public List<Duty> Duties { get; } = [];

    public void Refer(params IEnumerable<YamlScalar?> named) => duties.Refer(named);

    /// <summary>Reports every reference to a duty that is not known.</summary>
    public void CheckReferences() => duties.CheckReferences();

    public void Read(IEnumerable<YamlFields> items)
    {
        foreach (var fields in items)
        {
            var code = fields.RequiredCode("code", CodeRule.Code);
            duties.Define(code);
            var steps = Steps(fields);
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
                Personal = Personal(fields, steps),
                Weights = Weights(fields),
                SameBy = fields.Code("sameBy", CodeRule.Parameter)?.Text,
            });
            fields.NothingElse();
        }
    }

    /// <summary>What tells who a person is; each must be something a matter or a report of this duty has.</summary>
    private List<string>? Personal(YamlFields duty, List<Step> steps)
    {
        List<string> known =
        [
            "subject", "place",
            .. steps.SelectMany(step => step.Check?.Parameters.Values ?? []).Concat(steps.SelectMany(step => step.Form.Select(field => field.Name))).Distinct(),
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
        var earlier = new List<Link>();
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
            earlier.AddRange(notBy.Select(step => new Link(code?.Text ?? "", step)));

            steps.Add(new Step(code?.Text ?? "", fields.Required("name") ?? "", fields.Text("nameEn"))
            {
                Unit = unit?.Text,
                Skill = skill?.Text,
                Within = Within(fields),
                After = [.. after.Select(earlier => earlier.Text)],
                Check = Check(fields),
                Form = Form(fields),
                Photo = Asked(fields, "photo"),
                Place = Asked(fields, "place"),
                Effort = Effort(fields),
                NotBy = notBy.Count is 0 ? null : [.. notBy.Select(step => step.Text)],
                Holder = Holder(fields),
                Paired = fields.YesNo("paired") ?? false,
            });
            fields.NothingElse();
        }

        names.CheckReferences();
        Circles.Report(order, "The step comes after itself", "Take one of these out of 'after'.", mistakes);
        foreach (var (step, not) in earlier.Where(link => steps.Any(each => each.Code == link.To.Text) && !ComesAfter(steps, link.From, link.To.Text, [])))
        {
            mistakes.Add(not.Mistake($"The step '{step}' does not come after {not.Kind}.", "notBy names steps that are done before: put it into 'after' too, or one that comes after it."));
        }

        return steps;
    }

    private static bool ComesAfter(List<Step> steps, string step, string earlier, HashSet<string> seen) =>
        seen.Add(step) && steps.Where(each => each.Code == step).SelectMany(each => each.After).Any(before => before == earlier || ComesAfter(steps, before, earlier, seen));

    private Holder? Holder(YamlFields step)
    {
        if (step.Fields("holder") is not { } fields)
        {
            return null;
        }

        var member = fields.Scalar("member");
        organisation.ReferToMembers(member);
        var holder = new Holder { Member = member?.Text, Parameter = fields.Code("parameter", CodeRule.Parameter)?.Text, Chain = fields.Code("chain", CodeRule.Parameter)?.Text };
        if (new[] { holder.Member, holder.Parameter, holder.Chain }.Count(each => each is not null) is not 1)
        {
            mistakes.Add(fields.Map.Mistake("'holder' says not in exactly one way whom the step is for.", "One of member: a number; parameter: the parameter that holds a number; chain: the parameter that holds an industry chain."));
        }

        fields.NothingElse();
        return holder;
    }

    private RoutingWeights? Weights(YamlFields duty)
    {
        if (duty.Fields("weights") is not { } fields)
        {
            return null;
        }

        var usual = RoutingWeights.Default;
        var weights = new RoutingWeights
        {
            Load = Weight(fields, "load", 0.1) ?? usual.Load,
            Distance = Weight(fields, "distance", 0) ?? usual.Distance,
            Skill = Weight(fields, "skill", 0) ?? usual.Skill,
            Turnaround = Weight(fields, "turnaround", 0) ?? usual.Turnaround,
            Fairness = Weight(fields, "fairness", 0) ?? usual.Fairness,
            Urgency = Weight(fields, "urgency", 0) ?? usual.Urgency,
            Continuity = Weight(fields, "continuity", 0) ?? usual.Continuity,
        };
        fields.NothingElse();
        return weights;
    }

    private double? Weight(YamlFields fields, string name, double min)
    {
        const double WeightMax = 100;
        if (fields.Scalar(name) is not { } scalar)
        {
            return null;
        }

        if (double.TryParse(scalar.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) && weight >= min && weight <= WeightMax)
        {
            return weight;
        }

        mistakes.Add(scalar.Mistake($"'{name}' is {scalar.Kind}.", string.Create(CultureInfo.InvariantCulture, $"A number from {min} to {WeightMax}, for example 0.5.")));
        return null;
    }

    private TimeSpan? Within(YamlFields step)
    {
        if (step.Scalar("within") is not { } scalar)
        {
            return null;
        }

        if (Read(scalar) is { } span && span >= TimeSpan.FromHours(1) && span <= TimeSpan.FromDays(DaysMax) && scalar.Text[^1] is not 'm')
        {
            return span;
        }

        mistakes.Add(scalar.Mistake($"'within' is {scalar.Kind}.", $"A whole number and h (hours) or d (days of 24 hours), from 1h to {DaysMax}d, for example 8h or 3d."));
        return null;
    }

    private TimeSpan? Effort(YamlFields step)
    {
        if (step.Scalar("effort") is not { } scalar)
        {
            return null;
        }

        if (Read(scalar) is { } span && span >= TimeSpan.FromMinutes(EffortMinutesMin) && span <= TimeSpan.FromDays(EffortDaysMax))
        {
            return span;
        }

        mistakes.Add(scalar.Mistake($"'effort' is {scalar.Kind}.", $"A whole number and m (minutes), h (hours) or d (days of 24 hours), from {EffortMinutesMin}m to {EffortDaysMax}d, for example 45m."));
        return null;
    }

    /// <summary>A whole number and its unit; null when it is not.</summary>
    private static TimeSpan? Read(YamlScalar scalar) =>
        int.TryParse(scalar.Text.AsSpan(0, scalar.Text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= DaysMax * 24 * 60
            ? scalar.Text[^1] switch
            {
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                'd' when count <= DaysMax => TimeSpan.FromDays(count),
                _ => null,
            }
            : null;

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

    /// <summary>How much the step wants a photo or a place; nothing when absent or wrong.</summary>
    private Asked Asked(YamlFields step, string name)
    {
        if (step.Scalar(name) is not { } scalar)
        {
            return Domain.Asked.None;
        }

        if (!AskedWords.TryGetValue(scalar.Text, out var asked))
        {
            var meant = Nearest.To(scalar.Text, AskedWords.Keys);
            mistakes.Add(scalar.Mistake($"'{name}' is {scalar.Kind}.", (meant is null ? "" : $"Did you mean '{meant}'? ") + $"Allowed: {string.Join(", ", AskedWords.Keys)}."));
        }

        return asked;
    }

    /// <summary>Null when wrong.</summary>
    private FormFieldType? FieldType(YamlFields field)
    {
        if (field.Node("type") is null)
        {
            return FormFieldType.Text;
        }

        if (field.Scalar("type") is not { } scalar)
        {
            return null;
        }

        if (FieldTypes.TryGetValue(scalar.Text, out var type))
        {
            return type;
        }

        var meant = Nearest.To(scalar.Text, FieldTypes.Keys);
        mistakes.Add(scalar.Mistake($"'type' is {scalar.Kind}.", (meant is null ? "" : $"Did you mean '{meant}'? ") + $"Allowed: {string.Join(", ", FieldTypes.Keys)}."));
        return null;
    }
}
