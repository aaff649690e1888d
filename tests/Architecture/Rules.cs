using System.Text.RegularExpressions;

namespace TaskManager.Tests.Architecture;

/// <summary>A text file of the repository. Paths have forward slashes and begin at its root.</summary>
public sealed record SourceFile(string Path, string Text);

/// <summary>The rules of ARCHITECTURE.md over what the code is; each returns what breaks it, in words.</summary>
internal static partial class Rules
{
    private const string Dispatcher = "TaskManager.Dispatcher";
    private const string Worker = "TaskManager.Worker";
    private const string Shared = "TaskManager.Shared";

    /// <summary>Dispatcher → Shared ← Worker, never each other; Program alone hosts the Worker in-process.</summary>
    public static IReadOnlyList<string> SidesMeetOnlyInShared(IEnumerable<Dependency> all) => Broken(all, each =>
        (each.FromAssembly == Dispatcher && each.ToAssembly == Worker && each.From != "Program")
        || (each.FromAssembly == Worker && each.ToAssembly == Dispatcher)
        || (each.FromAssembly == Shared && each.ToAssembly is Dispatcher or Worker));

    /// <summary>Domain knows nothing but the platform; Contracts know Domain too.</summary>
    public static IReadOnlyList<string> ContractsAndDomainKnowNothing(IEnumerable<Dependency> all) => Broken(all, each =>
        each.FromNamespace is "TaskManager.Domain" or "TaskManager.Contracts"
        && each.ToNamespace != each.FromNamespace
        && !(each.FromNamespace is "TaskManager.Contracts" && each.ToNamespace is "TaskManager.Domain")
        && !IsIn(each.ToNamespace, "System")
        && !(each.ToAssembly == each.FromAssembly && (each.ToNamespace.Length is 0 || IsIn(each.ToNamespace, "Microsoft.CodeAnalysis")))); // the compiler's own

    /// <summary>A library is known only where it is allowed.</summary>
    /// <param name="all">Who knows whom.</param>
    /// <param name="library">Its namespace.</param>
    /// <param name="namespaces">Namespaces that may know it.</param>
    /// <param name="endings">Endings of the names of types that may.</param>
    public static IReadOnlyList<string> LibraryStaysIn(IEnumerable<Dependency> all, string library, IReadOnlyList<string> namespaces, IReadOnlyList<string> endings) => Broken(all, each =>
        IsIn(each.ToNamespace, library)
        && !namespaces.Any(allowed => IsIn(each.FromNamespace, allowed))
        && !endings.Any(ending => each.From.EndsWith(ending, StringComparison.Ordinal)));

    /// <summary>Slices are the folders of the Dispatcher; none may, by whatever way, come back to itself.</summary>
    public static IReadOnlyList<string> SlicesHaveNoCircle(IEnumerable<Dependency> all)
    {
        var between = all
            .Select(each => (From: SliceOf(each.FromNamespace), To: SliceOf(each.ToNamespace), Each: each))
            .Where(each => each.From is not null && each.To is not null && each.From != each.To)
            .ToList();
        var next = between.ToLookup(each => each.From!, each => each.To!);
        return between
            .GroupBy(each => (each.From, each.To))
            .Where(group => Reaches(group.Key.To!, group.Key.From!, next))
            .Select(group => $"{group.Key.From} → {group.Key.To} closes a circle: {string.Join(", ", group.Select(each => $"{each.Each.From} knows {each.Each.To}").Distinct().Order(StringComparer.Ordinal))}")
            .Order(StringComparer.Ordinal)
            .ToList();
    }

    /// <summary>A table is written by the SQL of one slice.</summary>
    public static IReadOnlyList<string> TableHasOneWriter(IEnumerable<SourceFile> sql) => Writers(sql)
        .Where(table => table.Count() > 1)
        .Select(table => $"Table {table.Key} is written by {string.Join(" and ", table)}.")
        .ToList();

    /// <summary>Each table of the migrations is written by somebody, and nobody writes a table that is not there. Quartz writes its own.</summary>
    public static IReadOnlyList<string> EveryTableIsWritten(IEnumerable<SourceFile> sql)
    {
        var files = sql.ToList();
        var made = files.Where(IsMigration).SelectMany(file => MadeTable().Matches(WithoutComments(file.Text)).Select(match => match.Groups["table"].Value)).Where(table => !table.StartsWith("qrtz_", StringComparison.Ordinal)).ToHashSet();
        var written = Writers(files).Select(table => table.Key).ToHashSet();
        return [.. made.Except(written).Select(table => $"Nobody writes table {table}."), .. written.Except(made).Select(table => $"No migration makes table {table}.")];
    }

    /// <summary>Code asks only for queries that a .sql file has, and every query is asked for; so are the ways and parts that SqlTexts puts into others.</summary>
    public static IReadOnlyList<string> QueryNamesMatch(IEnumerable<SourceFile> sql, IEnumerable<SourceFile> code)
    {
        var written = sql.Where(file => !IsMigration(file)).SelectMany(file => QueryName().Matches(file.Text).Select(match => match.Groups["name"].Value)).ToHashSet();
        var files = code.ToList();
        var asked = files.SelectMany(file => QueryUse().Matches(file.Text).Select(match => match.Groups["name"].Value)).ToHashSet();
        var texts = sql.Where(file => !IsMigration(file)).ToList();
        var unused = written.Where(name => name.StartsWith("part/", StringComparison.Ordinal)
            ? !texts.Exists(file => file.Text.Contains($"{{{name["part/".Length..]}}}", StringComparison.Ordinal))
            : !files.Exists(file => file.Text.Contains($"\"{(name.StartsWith("by/", StringComparison.Ordinal) ? name["by/".Length..] : name)}\"", StringComparison.Ordinal) || file.Text.Contains($"\"{name}/", StringComparison.Ordinal)));
        return [.. asked.Except(written).Select(name => $"No .sql file has the query '{name}'."), .. unused.Select(name => $"Nobody uses the query '{name}'.")];
    }

    /// <summary>Namespace = folder.</summary>
    public static IReadOnlyList<string> NamespaceIsFolder(IEnumerable<SourceFile> code) => code
        .Select(file => (file.Path, Is: DeclaredNamespace().Match(file.Text) is { Success: true } match ? match.Groups["name"].Value : null, Should: NamespaceFor(file.Path)))
        .Where(file => file.Is is not null && file.Is != file.Should)
        .Select(file => $"{file.Path} has namespace {file.Is}, its folder says {file.Should}.")
        .ToList();

    /// <summary>Every place that lets strangers in is on the list: file → how many.</summary>
    public static IReadOnlyList<string> StrangersAreLetInOnlyHere(IEnumerable<SourceFile> code, IReadOnlyDictionary<string, int> allowed)
    {
        var found = code.Select(file => (file.Path, Count: AllowsStrangers().Count(file.Text))).Where(file => file.Count > 0).ToDictionary(file => file.Path, file => file.Count);
        return found.Keys.Union(allowed.Keys)
            .Where(path => found.GetValueOrDefault(path) != allowed.GetValueOrDefault(path))
            .Select(path => $"{path} lets strangers in at {found.GetValueOrDefault(path)} places, the list says {allowed.GetValueOrDefault(path)}.")
            .ToList();
    }

    /// <summary>No file names a folder of somebody's machine.</summary>
    public static IReadOnlyList<string> NoMachinePaths(IEnumerable<SourceFile> text) => text
        .SelectMany(file => file.Text.Split('\n').Select((line, i) => (file.Path, Line: i + 1, Match: MachinePath().Match(line))))
        .Where(each => each.Match.Success)
        .Select(each => $"{each.Path}:{each.Line} names {each.Match.Value}")
        .ToList();

    /// <summary>
    /// Names of metrics, spans and tags, which stand in Signals.cs and nowhere else, and numbers of log events are the same
    /// in the code and on the page; a metric's row has its unit; an event's number is used once.
    /// </summary>
    public static IReadOnlyList<string> SignalsAreDocumented(IEnumerable<SourceFile> code, SourceFile page)
    {
        var files = code.ToList();
        var signals = files.Single(file => file.Path.EndsWith("/Signals.cs", StringComparison.Ordinal));
        var told = SignalOnPage().Matches(page.Text).Select(match => match.Groups["name"].Value).ToHashSet();
        var made = SignalInCode().Matches(signals.Text).Select(match => match.Groups["name"].Value).ToHashSet();
        var events = files.SelectMany(file => EventInCode().Matches(file.Text).Select(match => match.Groups["number"].Value)).ToList();
        var toldEvents = EventOnPage().Matches(page.Text).Select(match => match.Groups["number"].Value).ToList();
        return
        [
            .. made.Except(told).Select(name => $"{page.Path} does not tell of {name}."),
            .. told.Except(made).Select(name => $"{page.Path} tells of {name}, which Signals.cs does not have."),
            .. MetricInCode().Matches(signals.Text)
                .Where(match => !Regex.IsMatch(page.Text, $@"^\| `{Regex.Escape(match.Groups["name"].Value)}` \| {Regex.Escape(match.Groups["unit"].Value)} \|", RegexOptions.Multiline, TimeSpan.FromSeconds(1)))
                .Select(match => $"{page.Path} has no row for {match.Groups["name"].Value} in {match.Groups["unit"].Value}."),
            .. files.Where(file => file != signals)
                .SelectMany(file => SignalInCode().Matches(file.Text).Where(match => made.Contains(match.Groups["name"].Value)).Select(match => $"{file.Path} writes {match.Groups["name"].Value} out; use Signals.")),
            .. events.Except(toldEvents).Select(number => $"{page.Path} does not tell of event {number}."),
            .. toldEvents.Except(events).Select(number => $"{page.Path} tells of event {number}, which nobody logs."),
            .. events.CountBy(number => number).Where(number => number.Value > 1).Select(number => $"Event {number.Key} is used {number.Value} times."),
        ];
    }

    /// <summary>Both databases are at the same version by the same steps.</summary>
    public static IReadOnlyList<string> MigrationsHaveTwins(IEnumerable<SourceFile> sql)
    {
        var steps = sql.Where(IsMigration).Select(file => file.Path.Split('/')).ToLookup(parts => parts[^1], parts => parts[^2]);
        return steps
            .Where(step => step.Distinct().Count() is not 2)
            .Select(step => $"Migration {step.Key} is there for {string.Join(", ", step)} alone.")
            .ToList();
    }

    private static IEnumerable<IGrouping<string, string>> Writers(IEnumerable<SourceFile> sql) => sql
        .Where(file => !IsMigration(file))
        .SelectMany(file => WrittenTable().Matches(WithoutComments(file.Text)).Select(match => (Table: match.Groups["table"].Value, Slice: file.Path.Split('/')[1])))
        .Distinct()
        .GroupBy(each => each.Table, each => each.Slice);

    private static bool IsMigration(SourceFile file) => file.Path.Contains("/Migrations/", StringComparison.Ordinal);

    private static string WithoutComments(string sql) => string.Join('\n', sql.Split('\n').Where(line => !line.TrimStart().StartsWith("--", StringComparison.Ordinal)));

    private static string? SliceOf(string space) => IsIn(space, Dispatcher) && space != Dispatcher ? space[(Dispatcher.Length + 1)..].Split('.')[0] : null;

    private static bool Reaches(string from, string to, ILookup<string, string> next)
    {
        var seen = new HashSet<string>();
        var ahead = new Stack<string>([from]);
        while (ahead.TryPop(out var slice))
        {
            if (slice == to)
            {
                return true;
            }

            if (seen.Add(slice))
            {
                foreach (var other in next[slice])
                {
                    ahead.Push(other);
                }
            }
        }

        return false;
    }

    private static string NamespaceFor(string path)
    {
        var folders = path.Split('/')[..^1];
        return string.Join('.', folders[0] switch
        {
            "Shared" => ["TaskManager", .. folders[1..]],
            "tests" => ["TaskManager", "Tests", .. folders[1..]],
            _ => ["TaskManager", .. folders],
        });
    }

    private static bool IsIn(string space, string root) => space == root || space.StartsWith(root + ".", StringComparison.Ordinal);

    private static List<string> Broken(IEnumerable<Dependency> all, Func<Dependency, bool> breaks) => all
        .Where(breaks)
        .Select(each => $"{each.FromNamespace}.{each.From} knows {each.ToNamespace}.{each.To}")
        .Distinct()
        .Order(StringComparer.Ordinal)
        .ToList();

    [GeneratedRegex(@"CREATE TABLE (IF NOT EXISTS )?(?<table>\w+)\b(?! PARTITION OF)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MadeTable();

    [GeneratedRegex(@"(?<!FOR\s)(INSERT( OR \w+)? INTO|UPDATE|DELETE FROM|COPY)\s+(?!SET\b)(?<table>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WrittenTable();

    [GeneratedRegex(@"^-- name: (?<name>\S+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex QueryName();

    [GeneratedRegex(@"(QueryAsync|FindAsync|StreamAsync|ExecuteAsync|WriteManyAsync)(<[^(]*>)?\(\s*""(?<name>[a-z0-9-]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QueryUse();

    [GeneratedRegex(@"""(?<name>taskmanager\.[a-z_.]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SignalInCode();

    [GeneratedRegex(@"""(?<name>taskmanager\.[a-z_.]+)"",[^;]*?(?<=[\s(,])""(?<unit>[^""]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MetricInCode();

    [GeneratedRegex(@"`(?<name>taskmanager\.[a-z_.]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SignalOnPage();

    [GeneratedRegex(@"EventId = (?<number>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EventInCode();

    [GeneratedRegex(@"^\| (?<number>\d{3}) \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex EventOnPage();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex DeclaredNamespace();

    [GeneratedRegex(@"\bAllowAnonymous\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AllowsStrangers();

    [GeneratedRegex(@"(?<![\w./~:-])/(home|root|work|Users|mnt)/\w+|[A-Z]:\\Users\\\w+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MachinePath();
}
