using Mono.Cecil;
using Mono.Cecil.Cil;

namespace TaskManager.Tests.Architecture;

/// <summary>A guard that was never seen to fail guards nothing: each rule is given a house that breaks it, and one that does not.</summary>
public class RuleTests
{
    private const string D = "TaskManager.Dispatcher";
    private const string W = "TaskManager.Worker";
    private const string S = "TaskManager.Shared";

    [Fact]
    public void A_Dispatcher_slice_that_knows_the_Worker_is_found()
    {
        Rules.SidesMeetOnlyInShared([Knows(D, $"{D}.Routing", "MemberChoice", W, $"{W}.Checks", "Check")]).ShouldHaveSingleItem().ShouldContain("MemberChoice knows TaskManager.Worker.Checks.Check");
        Rules.SidesMeetOnlyInShared([Knows(W, $"{W}.Checks", "Asking", D, $"{D}.Storage", "Database")]).ShouldHaveSingleItem();
        Rules.SidesMeetOnlyInShared([Knows(S, "TaskManager.Bus", "BusSetup", W, W, "WorkerSetup")]).ShouldHaveSingleItem();
        Rules.SidesMeetOnlyInShared([Knows(D, "", "Program", W, W, "WorkerSetup"), Knows(W, W, "WorkerSetup", S, "TaskManager.Bus", "Queues")]).ShouldBeEmpty();
    }

    [Fact]
    public void A_domain_type_that_knows_more_than_the_platform_is_found()
    {
        Rules.ContractsAndDomainKnowNothing([Knows(S, "TaskManager.Domain", "Duty", S, "TaskManager.Contracts", "AssignmentsSent")]).ShouldHaveSingleItem();
        Rules.ContractsAndDomainKnowNothing([Knows(S, "TaskManager.Contracts", "AssignmentsSent", "MassTransit.Abstractions", "MassTransit", "IConsumer")]).ShouldHaveSingleItem();
        Rules.ContractsAndDomainKnowNothing([Knows(S, "TaskManager.Contracts", "FeedbackReported", S, "TaskManager.Domain", "FindingOutcome"), Knows(S, "TaskManager.Domain", "Duty", "System.Runtime", "System.Collections.Generic", "List`1")]).ShouldBeEmpty();
    }

    [Fact]
    public void A_library_that_strays_is_found_in_compiled_code()
    {
        // A tiny assembly: Routing.MemberChoice.For() calls Dapper.SqlMapper.Query(), inside a lambda's class as compilers write it.
        using var assembly = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition(D, new Version(1, 0)), D, ModuleKind.Dll);
        var module = assembly.MainModule;
        var dapper = new AssemblyNameReference("Dapper", new Version(2, 0));
        module.AssemblyReferences.Add(dapper);
        var choice = new TypeDefinition($"{D}.Routing", "MemberChoice", TypeAttributes.Public, module.TypeSystem.Object);
        var lambda = new TypeDefinition("", "<>c", TypeAttributes.NestedPrivate, module.TypeSystem.Object);
        var method = new MethodDefinition("For", MethodAttributes.Static, module.TypeSystem.Void);
        method.Body.GetILProcessor().Emit(OpCodes.Call, new MethodReference("Query", module.TypeSystem.Void, new TypeReference("Dapper", "SqlMapper", module, dapper)));
        method.Body.GetILProcessor().Emit(OpCodes.Ret);
        lambda.Methods.Add(method);
        choice.NestedTypes.Add(lambda);
        module.Types.Add(choice);

        var found = Rules.LibraryStaysIn(Dependencies.Of(assembly), "Dapper", [$"{D}.Storage"], ["Store", "Queries"]);

        found.ShouldHaveSingleItem().ShouldBe($"{D}.Routing.MemberChoice knows Dapper.SqlMapper");
        choice.Name = "MemberStore";
        Rules.LibraryStaysIn(Dependencies.Of(assembly), "Dapper", [$"{D}.Storage"], ["Store", "Queries"]).ShouldBeEmpty();
        choice.Name = "Session";
        choice.Namespace = $"{D}.Storage";
        Rules.LibraryStaysIn(Dependencies.Of(assembly), "Dapper", [$"{D}.Storage"], ["Store", "Queries"]).ShouldBeEmpty();
    }

    [Fact]
    public void A_circle_of_slices_is_found_however_long()
    {
        Dependency[] chain =
        [
            Knows(D, $"{D}.Issuing", "Issuer", D, $"{D}.Routing", "Dispatching"),
            Knows(D, $"{D}.Routing", "Dispatching", D, $"{D}.Publishing", "Outbox"),
            Knows(D, $"{D}.Routing.Deep", "Inner", D, $"{D}.Routing", "Dispatching"),
            Knows(D, "", "Program", D, $"{D}.Issuing", "Issuer"),
        ];
        Rules.SlicesHaveNoCircle(chain).ShouldBeEmpty();
        Rules.SlicesHaveNoCircle([.. chain, Knows(D, $"{D}.Publishing.Deep", "Relay", D, $"{D}.Issuing", "Issuer")])
            .ShouldBe(["Issuing → Routing closes a circle: Issuer knows Dispatching", "Publishing → Issuing closes a circle: Relay knows Issuer", "Routing → Publishing closes a circle: Dispatching knows Outbox"]);
    }

    [Theory]
    [InlineData("UPDATE task\nSET state = 'Closed'")]
    [InlineData("INSERT INTO task (id) VALUES (1)")]
    [InlineData("INSERT OR IGNORE INTO task (id) VALUES (1)")]
    [InlineData("DELETE FROM task")]
    [InlineData("COPY task (id)\nFROM STDIN (FORMAT BINARY)")]
    public void A_second_slice_that_writes_a_table_is_found(string statement)
    {
        SourceFile ledger = new("Dispatcher/Storage/Ledger.sql", "-- name: a\nINSERT INTO task (id) VALUES (1)\nON CONFLICT DO UPDATE SET id = 1\n-- name: b\nSELECT id FROM other\nFOR UPDATE SKIP LOCKED");
        Rules.TableHasOneWriter([ledger, new("Dispatcher/Storage/Other.sql", statement)]).ShouldBeEmpty();
        Rules.TableHasOneWriter([ledger, new("Dispatcher/Tasks/Tasks.sql", $"-- UPDATE task is not done here\nSELECT 1 FROM task")]).ShouldBeEmpty();
        Rules.TableHasOneWriter([ledger, new("Dispatcher/Tasks/Tasks.sql", statement)]).ShouldHaveSingleItem().ShouldBe("Table task is written by Storage and Tasks.");
    }

    [Fact]
    public void A_table_nobody_writes_or_makes_is_found()
    {
        SourceFile migration = new("Dispatcher/Storage/Migrations/sqlite/0001-x.sql", "CREATE TABLE task (id INTEGER);\nCREATE TABLE task_default PARTITION OF task DEFAULT;\nCREATE TABLE lost (id INTEGER);");
        Rules.EveryTableIsWritten([migration, new("Dispatcher/A/A.sql", "UPDATE task SET id = 1"), new("Dispatcher/A/B.sql", "DELETE FROM dream")])
            .ShouldBe(["Nobody writes table lost.", "No migration makes table dream."]);
    }

    [Fact]
    public void A_migration_without_a_twin_is_found()
    {
        SourceFile[] twins = [new("Dispatcher/Storage/Migrations/sqlite/0001-x.sql", ""), new("Dispatcher/Storage/Migrations/postgres/0001-x.sql", "")];
        Rules.MigrationsHaveTwins(twins).ShouldBeEmpty();
        Rules.MigrationsHaveTwins([.. twins, new("Dispatcher/Storage/Migrations/sqlite/0002-y.sql", "")]).ShouldBe(["Migration 0002-y.sql is there for sqlite alone."]);
    }

    [Fact]
    public void A_query_that_is_asked_for_and_not_there_or_there_and_not_asked_for_is_found()
    {
        SourceFile sql = new("Dispatcher/A/A.sql", "-- name: here\nSELECT 1\n\n-- name: idle\nSELECT 2");
        SourceFile code = new("Dispatcher/A/AStore.cs", "session.QueryAsync<List<Row>>(\"here\");\nsession.WriteManyAsync(\n    \"gone\", rows);");
        Rules.QueryNamesMatch([sql], [code]).ShouldBe(["No .sql file has the query 'gone'.", "Nobody uses the query 'idle'."]);
    }

    [Fact]
    public void A_namespace_that_is_not_its_folder_is_found()
    {
        Rules.NamespaceIsFolder([
            new("Dispatcher/Routing/MemberChoice.cs", "namespace TaskManager.Dispatcher.Routing;"),
            new("Shared/Domain/Duty.cs", "namespace TaskManager.Domain;"),
            new("Dispatcher/Program.cs", "using System;"),
            new("tests/Unit/Domain/X.cs", "namespace TaskManager.Tests.Unit.Domain;")]).ShouldBeEmpty();
        Rules.NamespaceIsFolder([new("Dispatcher/Routing/Choice.cs", "namespace TaskManager.Dispatcher.Route;")]).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_signal_that_the_page_does_not_tell_of_or_tells_otherwise_is_found()
    {
        SourceFile signals = new("Shared/Telemetry/Signals.cs", """
            public const string IssueSpan = "taskmanager.issue";
            A = Meter.CreateCounter<long>("taskmanager.a", "{task}");
            B = Meter.CreateObservableGauge("taskmanager.b", Read, "s");
            """);
        SourceFile relay = new("Dispatcher/A/Relay.cs", "[LoggerMessage(EventId = 301, Level = LogLevel.Error)]");
        SourceFile page = new("docs/telemetry.md", "| `taskmanager.issue` | issues |\n| `taskmanager.a` | {task} | x |\n| `taskmanager.b` | s | x |\n| 301 | Error |");
        Rules.SignalsAreDocumented([signals, relay], page).ShouldBeEmpty();
        Rules.SignalsAreDocumented([signals, relay], page with { Text = page.Text.Replace("| s |", "| ms |", StringComparison.Ordinal) }).ShouldBe(["docs/telemetry.md has no row for taskmanager.b in s."]);
        Rules.SignalsAreDocumented([signals, relay], page with { Text = page.Text.Replace("issue`", "issued`", StringComparison.Ordinal) })
            .ShouldBe(["docs/telemetry.md does not tell of taskmanager.issue.", "docs/telemetry.md tells of taskmanager.issued, which Signals.cs does not have."]);
        Rules.SignalsAreDocumented([signals, relay], page with { Text = page.Text.Replace("301", "302", StringComparison.Ordinal) })
            .ShouldBe(["docs/telemetry.md does not tell of event 301.", "docs/telemetry.md tells of event 302, which nobody logs."]);
        Rules.SignalsAreDocumented([signals, relay, relay with { Path = "Dispatcher/B/Other.cs" }], page).ShouldBe(["Event 301 is used 2 times."]);
        Rules.SignalsAreDocumented([signals, relay, new("Dispatcher/B/B.cs", "Start(\"taskmanager.issue\")")], page).ShouldBe(["Dispatcher/B/B.cs writes taskmanager.issue out; use Signals."]);
    }

    [Fact]
    public void A_new_place_open_to_strangers_is_found()
    {
        SourceFile setup = new("Dispatcher/A/ASetup.cs", "routes.MapGet(\"/x\", X).AllowAnonymous();");
        Rules.StrangersAreLetInOnlyHere([setup], new Dictionary<string, int>()).ShouldHaveSingleItem();
        Rules.StrangersAreLetInOnlyHere([setup], new Dictionary<string, int> { [setup.Path] = 1 }).ShouldBeEmpty();
        Rules.StrangersAreLetInOnlyHere([], new Dictionary<string, int> { [setup.Path] = 1 }).ShouldHaveSingleItem("the list must not outlive what it lists");
    }

    [Theory]
    [InlineData("see /ho", "me/anna/notes.txt")]
    [InlineData("(\"C:\\Us", "ers\\anna\")")]
    [InlineData("/wo", "rk/main")]
    public void A_machines_folder_is_found(string one, string two) => Rules.NoMachinePaths([new("a.md", $"fine: /tmp/try ./data https://x.org/home/y\n{one}{two}")]).ShouldHaveSingleItem().ShouldStartWith("a.md:2 ");

    private static Dependency Knows(string fromAssembly, string fromNamespace, string from, string toAssembly, string toNamespace, string to) =>
        new(fromAssembly, from, fromNamespace, toAssembly, to, toNamespace);
}
