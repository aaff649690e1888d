using System.Diagnostics;

namespace TaskManager.Tests.Architecture;

/// <summary>The house as it stands keeps its rules. That each rule can be broken is shown by <see cref="RuleTests"/>.</summary>
public class HouseTests
{
    private static readonly Lazy<IReadOnlyList<Dependency>> Code = new(() =>
    [
        .. Dependencies.OfAssembly(Built("TaskManager.Dispatcher.dll")),
        .. Dependencies.OfAssembly(Built("TaskManager.Worker.dll")),
        .. Dependencies.OfAssembly(Built("TaskManager.Shared.dll")),
    ]);

    private static readonly Lazy<IReadOnlyList<SourceFile>> Tracked = new(ReadTracked);

    /// <summary>What strangers may reach, file by file. Everything else needs a signed-in caller by the fallback rule of PeopleSetup.</summary>
    private static readonly Dictionary<string, int> OpenToStrangers = new()
    {
        ["Dispatcher/Accounts/SignInForms.cs"] = 1, // POST /sign-in and its steps
        ["Dispatcher/Accounts/AccountsSetup.cs"] = 1, // the way to the OpenID Connect provider
        ["Dispatcher/Accounts/SignInPage.razor"] = 1,
        ["Dispatcher/Accounts/TokenSignInPage.razor"] = 1,
        ["Dispatcher/Accounts/SignInCodePage.razor"] = 1,
        ["Dispatcher/Accounts/NewPasswordPage.razor"] = 1,
        ["Dispatcher/Accounts/SecondFactorPage.razor"] = 1,
        ["Dispatcher/Operating/OperatingSetup.cs"] = 1, // readiness
        ["Dispatcher/Web/NotFoundPage.razor"] = 1,
        ["Dispatcher/Web/WebSetup.cs"] = 2,         // liveness, choice of language
    };

    [Fact]
    public void Dispatcher_and_Worker_meet_only_in_Shared() => Rules.SidesMeetOnlyInShared(Code.Value).ShouldBeEmpty();

    [Fact]
    public void Contracts_and_Domain_know_nothing_of_the_rest() => Rules.ContractsAndDomainKnowNothing(Code.Value).ShouldBeEmpty();

    [Fact]
    public void The_bus_library_stays_with_consumers_the_relay_the_transport_and_Program() =>
        Rules.LibraryStaysIn(Code.Value, "MassTransit", ["TaskManager.Bus"], ["Consumer", "OutboxRelay", "Program"]).ShouldBeEmpty();

    [Fact]
    public void The_brokers_client_stays_with_the_transport_and_the_dead_letters() =>
        Rules.LibraryStaysIn(Code.Value, "RabbitMQ.Client", ["TaskManager.Bus", "TaskManager.Dispatcher.DeadLetters"], []).ShouldBeEmpty();

    [Fact]
    public void Dapper_stays_with_stores_queries_and_Storage() =>
        Rules.LibraryStaysIn(Code.Value, "Dapper", ["TaskManager.Dispatcher.Storage"], ["Store", "Queries"]).ShouldBeEmpty();

    [Fact]
    public void Drivers_of_databases_stay_in_Storage() =>
        string.Join('\n', [
            .. Rules.LibraryStaysIn(Code.Value, "Microsoft.Data.Sqlite", ["TaskManager.Dispatcher.Storage"], []),
            .. Rules.LibraryStaysIn(Code.Value, "Npgsql", ["TaskManager.Dispatcher.Storage"], [])]).ShouldBeEmpty();

    [Fact]
    public void A_migration_of_one_database_has_its_twin() => Rules.MigrationsHaveTwins(Files("Dispatcher/", ".sql")).ShouldBeEmpty();

    [Fact]
    public void The_scheduler_stays_with_jobs_and_what_sets_it_up() =>
        Rules.LibraryStaysIn(Code.Value, "Quartz", [], ["Job", "SchedulesSetup", "SchedulerStart"]).ShouldBeEmpty();

    [Fact]
    public void Redis_stays_behind_the_live_state() => Rules.LibraryStaysIn(Code.Value, "StackExchange.Redis", [], ["RedisLiveState"]).ShouldBeEmpty();

    [Fact]
    public void Slices_have_no_circle() => Rules.SlicesHaveNoCircle(Code.Value).ShouldBeEmpty();

    [Fact]
    public void A_table_has_one_writing_slice() => Rules.TableHasOneWriter(Files("Dispatcher/", ".sql")).ShouldBeEmpty();

    [Fact]
    public void Every_table_is_made_and_written() => Rules.EveryTableIsWritten(Files("Dispatcher/", ".sql")).ShouldBeEmpty();

    [Fact]
    public void Code_and_sql_files_name_the_same_queries() => Rules.QueryNamesMatch(Files("Dispatcher/", ".sql"), Files("Dispatcher/", ".cs")).ShouldBeEmpty();

    [Fact]
    public void A_namespace_is_its_folder() =>
        Rules.NamespaceIsFolder([.. Files("Dispatcher/", ".cs"), .. Files("Worker/", ".cs"), .. Files("Shared/", ".cs"), .. Files("tests/", ".cs")]).ShouldBeEmpty();

    [Fact]
    public void Strangers_are_let_in_only_where_the_list_says() =>
        Rules.StrangersAreLetInOnlyHere([.. Files("Dispatcher/", ".cs"), .. Files("Dispatcher/", ".razor")], OpenToStrangers).ShouldBeEmpty();

    [Fact]
    public void No_tracked_text_names_a_machines_folders() => Rules.NoMachinePaths(Tracked.Value).ShouldBeEmpty();

    [Fact]
    public void Every_signal_is_on_the_page_about_telemetry_with_its_unit_and_nothing_else_is() =>
        Rules.SignalsAreDocumented(
            [.. Files("Dispatcher/", ".cs"), .. Files("Worker/", ".cs"), .. Files("Shared/", ".cs")],
            Tracked.Value.Single(file => file.Path is "docs/telemetry.md")).ShouldBeEmpty();

    private static string Built(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private static IReadOnlyList<SourceFile> Files(string under, string ending)
    {
        var files = Tracked.Value.Where(file => file.Path.StartsWith(under, StringComparison.Ordinal) && file.Path.EndsWith(ending, StringComparison.Ordinal)).ToList();
        files.ShouldNotBeEmpty($"No {ending} files under {under}: the rule would hold of nothing.");
        return files;
    }

    private static List<SourceFile> ReadTracked()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Repository.Root, "ls-files", "--cached", "--others", "--exclude-standard"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var paths = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        git.ExitCode.ShouldBe(0);
        return paths
            .Where(path => File.Exists(Repository.Of(path)) && Path.GetExtension(path) is not (".png" or ".ico" or ".woff2" or ".gz"))
            .Select(path => new SourceFile(path, File.ReadAllText(Repository.Of(path))))
            .ToList();
    }
}
