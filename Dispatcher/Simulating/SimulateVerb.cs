using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Mappings;
using TaskManager.Dispatcher.People;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Simulating;

/// <summary><c>simulate [FILE --mapping FILE]</c>: past tasks once more, by other policies, members, weights or shifts.</summary>
public static class SimulateVerb
{
    private const int SeedsMax = 50;

    public static Command Create(ServiceBuilder build)
    {
        var file = new Argument<string?>("FILE") { Description = "Past cases, .csv or .csv.gz; without it, the tasks of the data folder.", Arity = ArgumentArity.ZeroOrOne };
        var mapping = new Option<string?>("--mapping") { Description = "How the file's columns become cases, in YAML (docs/mappings.md).", HelpName = "FILE" };
        var from = new Option<DateOnly?>("--from") { Description = "Only tasks issued on this day or later, by the city's clock.", HelpName = "DAY" };
        var to = new Option<DateOnly?>("--to") { Description = "Only tasks issued on this day or earlier.", HelpName = "DAY" };
        var unit = new Option<string?>("--unit") { Description = "Only tasks and members of this unit and below.", HelpName = "UNIT" };
        var policy = new Option<string[]>("--policy") { Description = "smart, round-robin, lowest-load, nearest; may be repeated. Default: all four.", HelpName = "NAME" };
        var whatIf = new Option<string[]>("--what-if") { Description = "What else to try, for example \"add 3@GRID; weight distance=1; shift day=08:00-20:00 every\"; may be repeated.", HelpName = "CHANGES" };
        var seeds = new Option<int>("--seeds") { Description = $"How many seeds, 1–{SeedsMax}: each draws other work times (and, for a file, other homes).", DefaultValueFactory = _ => 1, HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "The first seed.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var every = new Option<double>("--every") { Description = "Waiting tasks are routed every so many minutes, 1–60.", DefaultValueFactory = _ => 5, HelpName = "MINUTES" };
        var speed = new Option<double>("--speed") { Description = "How fast members travel, km/h, 1–120.", DefaultValueFactory = _ => 20, HelpName = "KMH" };
        var workMax = new Option<double>("--work-max") { Description = "No work takes longer, hours, 0.1–24.", DefaultValueFactory = _ => 2, HelpName = "HOURS" };
        var utilisation = new Option<double>("--utilisation") { Description = "With a file: as many invented members a unit as are busy for this share of their shifts, 0.05–2.", DefaultValueFactory = _ => 0.85, HelpName = "SHARE" };
        var shift = new Option<string>("--shift") { Description = "With a file: the hours of the invented members.", DefaultValueFactory = _ => "08:00-17:00 working", HelpName = "HOURS" };
        var capacity = new Option<int>("--capacity") { Description = "With a file: open tasks that are a full load of an invented member, 1–1000.", DefaultValueFactory = _ => 10, HelpName = "N" };
        var data = Verb.DataOption();
        var json = Verb.JsonOption();
        var command = new Command("simulate", "Let past tasks arrive again, in fast time, and compare how policies, members, weights and shifts would have done.")
        {
            file, mapping, from, to, unit, policy, whatIf, seeds, seed, every, speed, workMax, utilisation, shift, capacity, data, json,
        };
        command.Does(async (parsed, cancel) =>
        {
            var settings = new SimulationSettings
            {
                Every = TimeSpan.FromMinutes(Within(parsed.GetValue(every), 1, 60, "--every")),
                Speed = Within(parsed.GetValue(speed), 1, 120, "--speed"),
                WorkMax = TimeSpan.FromHours(Within(parsed.GetValue(workMax), 0.1, 24, "--work-max")),
            };
            var whatIfs = (parsed.GetValue(whatIf) ?? []).Select(ReadWhatIf).ToList();
            var policies = ReadPolicies(parsed.GetValue(policy) ?? []);
            var count = (int)Within(parsed.GetValue(seeds), 1, SeedsMax, "--seeds");
            var first = (int)Within(parsed.GetValue(seed), 0, 1_000_000, "--seed");
            var days = (parsed.GetValue(from), parsed.GetValue(to));
            if (days.Item1 > days.Item2)
            {
                throw new VerbException("--from is after --to. Give them the other way round.");
            }

            PastTasks past;
            RosterOfSeed roster;
            InventedRoster? invented = null;
            TimeZoneInfo zone;
            if (parsed.GetValue(file) is { } path)
            {
                var read = ReadMapping(parsed.GetValue(mapping) ?? throw new VerbException("A file needs --mapping: how its columns become cases (docs/mappings.md)."));
                zone = read.Zone;
                invented = new InventedRoster(
                    Within(parsed.GetValue(utilisation), 0.05, 2, "--utilisation"),
                    InventedRoster.DayShift with { Hours = WhatIf.ReadHours(parsed.GetValue(shift)!) ?? throw new VerbException($"--shift '{parsed.GetValue(shift)}' is not a shift. Write it like '08:00-17:00 working'; days are working, free or every, several spans have a comma between.") },
                    (int)Within(parsed.GetValue(capacity), 1, 1_000, "--capacity"));
                using var cases = Open(path, read);
                past = Of(ReadFile(cases, cancel), days, parsed.GetValue(unit), zone);
                var work = new WorkTimes(past.Tasks, settings.WorkMax);
                roster = which => invented.For(past.Tasks, work, settings, read.City, zone, which);
            }
            else if (parsed.GetValue(mapping) is not null)
            {
                throw new VerbException("--mapping needs the FILE it explains.");
            }
            else
            {
                using var folder = DataFolder.Share(parsed.GetValue(data)!);
                using var service = build(folder);
                await Startup.PrepareAsync(service.Services, cancel);
                var current = service.Services.GetRequiredService<CurrentCatalogue>();
                if (!current.IsLoaded)
                {
                    throw new VerbException("This data folder has no catalogue, so there is nobody to simulate. Load one (catalogue load DIR), or give a FILE and --mapping.");
                }

                zone = current.Value.Zone;
                var scope = ScopeOf(parsed.GetValue(unit), current.Value);
                past = await service.Services.GetRequiredService<PastTaskQueries>().InAsync(days.Item1, days.Item2, scope, rowsMax: null, cancel);
                var within = PastTaskQueries.Within(current.Value, scope);
                roster = _ => (within, new Dictionary<string, Position>(0));
            }

            if (past.Tasks.Count is 0)
            {
                throw new VerbException("There is no past task to simulate in what was asked for: cancelled tasks and those closed without a person do not count.");
            }

            var ask = new ComparisonAsk(past.Tasks, new WorkTimes(past.Tasks, settings.WorkMax), roster, settings) { WhatIfs = whatIfs, Policies = policies, Seeds = [.. Enumerable.Range(first, count)] };
            RequireFits(ask);
            var runs = await WatchedAsync(progress => Comparison.Run(ask, Environment.ProcessorCount, progress, cancel));
            var view = SimulationView.Of(past, invented, settings, ask.Seeds, runs);
            if (parsed.GetValue(json))
            {
                Verb.Print(view);
                return;
            }

            var console = AnsiConsole.Console;
            console.Profile.Width = Math.Max(console.Profile.Width, 240);
            SimulationTable.Print(view, zone, console);
        });
        return command;
    }

    /// <summary>Says what a what-if names that is not there before anything runs.</summary>
    private static void RequireFits(ComparisonAsk ask)
    {
        var catalogue = ask.Roster(ask.Seeds[0]).Catalogue;
        if (catalogue.ActiveMembersUnder(catalogue.Root.Code).Count is 0)
        {
            throw new VerbException("There is no active member in what was asked for, so nobody could do anything.");
        }

        var problems = new List<string>();
        foreach (var whatIf in ask.WhatIfs)
        {
            if (whatIf.Apply(catalogue, out var problem) is null)
            {
                problems.Add($"--what-if '{whatIf.Label}': {problem}");
            }
        }

        if (problems.Count > 0)
        {
            throw new VerbException(string.Join('\n', problems));
        }
    }

    private static PastTasks Of(PastTasks past, (DateOnly? From, DateOnly? To) days, string? unit, TimeZoneInfo zone) => past with
    {
        Tasks = [.. past.Tasks.Where(task => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(task.Task.At, zone).DateTime) is var day
            && (days.From is not { } from || day >= from) && (days.To is not { } to || day <= to) && (unit is null || task.Task.Unit == unit))],
    };

    private static Scope ScopeOf(string? unit, Catalogue catalogue) => unit is null ? Scope.Everything
        : catalogue.FindUnit(unit) is null ? throw new VerbException($"--unit '{unit}': the catalogue has no such unit.")
        : Scope.Of(unit, catalogue.UnitsUnder(unit));

    private static double Within(double value, double min, double max, string option) => value >= min && value <= max
        ? value
        : throw new VerbException($"{option} is {value.ToString(CultureInfo.InvariantCulture)}. Give {min.ToString(CultureInfo.InvariantCulture)} to {max.ToString(CultureInfo.InvariantCulture)}.");

    private static WhatIf ReadWhatIf(string text) => WhatIf.Read(text, out var problem) ?? throw new VerbException($"--what-if: {problem}");

    private static List<Policy> ReadPolicies(string[] names)
    {
        var all = names.SelectMany(name => name.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        return all.Find(name => !PolicyNames.ByName.ContainsKey(name)) is { } unknown
            ? throw new VerbException($"--policy '{unknown}' is not a policy. There is: {string.Join(", ", PolicyNames.ByName.Keys)}.")
            : all.Count is 0 ? [.. Enum.GetValues<Policy>()] : [.. all.Select(name => PolicyNames.ByName[name]).Distinct()];
    }

    private static Mapping ReadMapping(string path)
    {
        var mistakes = new List<Mistake>();
        return MappingReader.Read(path, mistakes) ?? throw new VerbException(string.Join('\n', mistakes));
    }

    private static CaseFile Open(string path, Mapping mapping) => CaseFile.Open(path, mapping) switch
    {
        OpenedCaseFile opened => opened.File,
        UnusableCaseFile unusable => throw new VerbException(unusable.Problem),
        var other => throw new InvalidOperationException(other.GetType().Name),
    };

    private static PastTasks ReadFile(CaseFile file, CancellationToken cancel)
    {
        try
        {
            return PastTasksFile.Read(file, _ => { }, cancel);
        }
        catch (IOException e)
        {
            throw new VerbException(e.Message, e);
        }
    }

    /// <summary>Runs with a progress bar on standard error when a person is watching.</summary>
    private static async Task<IReadOnlyList<ComparedRun>> WatchedAsync(Func<Action<double>, IReadOnlyList<ComparedRun>> run)
    {
        if (Console.IsErrorRedirected)
        {
            return run(_ => { });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask("simulating");
                return Task.Run(() => run(share => bar.Value = share * 100));
            });
    }
}
