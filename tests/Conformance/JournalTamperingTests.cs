using System.Globalization;
using Microsoft.Data.Sqlite;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Tests.Conformance;

/// <summary>Whoever changes the journal, or a task behind its back, is found. Each edit is made in a copy whose guards were taken off.</summary>
public class JournalTamperingTests
{
    private const int EditsOfEachKind = 22;

    private static readonly string[] TaskColumns =
    [
        "number", "matter_id", "duty", "duty_version", "step", "unit", "channel", "grid", "member", "state", "issued_at", "deadline_at",
        "accepted_at", "submitted_at", "closed_at", "cancelled_at", "closed_automatically", "revision",
    ];

    private static readonly string[] JournalColumns = ["task_id", "kind", "path", "at", "recorded_at", "actor", "facts", "hash"];

    [Fact]
    public async Task Every_edit_of_the_journal_or_of_a_task_is_found()
    {
        await using var town = await Town.BuildAsync(SqliteStore.CreateAsync);
        await town.LiveAsync(new Random(5), 160);
        (await town.Part<JournalCheck>().VerifyAsync(CancellationToken.None)).Faults.ShouldBeEmpty();
        using var folder = new TemporaryFolder();
        var whole = folder.Of("whole.db");
        Copy(((SqliteStore)town.Store).File, whole);

        var random = new Random(8);
        var edits = new Dictionary<string, Func<SqliteConnection, string>>
        {
            ["edit a journal row"] = db => EditCell(db, random, "journal", "seq", JournalColumns[random.Next(JournalColumns.Length)]),
            ["delete a journal row"] = db => $"DELETE FROM journal WHERE seq = {Any(db, random, "journal", "seq")}",
            ["delete a journal row and close the gap"] = db => CloseGap((long)Any(db, random, "journal", "seq")),
            ["swap two journal rows"] = db => Swap(random.Next(1, 40), random.Next(41, 80)),
            ["add a journal row at the end"] = db => $"INSERT INTO journal SELECT (SELECT MAX(seq) FROM journal) + 1, task_id, kind, path, at, recorded_at, actor, facts, hash FROM journal WHERE seq = {Any(db, random, "journal", "seq")}",
            ["put a journal row between"] = db => $"UPDATE journal SET seq = -seq - 1 WHERE seq > 50; UPDATE journal SET seq = -seq WHERE seq < 0; INSERT INTO journal SELECT 51, task_id, kind, path, at, recorded_at, actor, facts, hash FROM journal WHERE seq = {random.Next(1, 50)}",
            ["edit a task"] = db => EditCell(db, random, "task", "hex(id)", TaskColumns[random.Next(TaskColumns.Length)]),
            ["flatter a figure"] = db => FlatterFigure(db, random),
            ["delete a task"] = db => $"DELETE FROM task WHERE hex(id) = '{Any(db, random, "task", "hex(id)")}'",
            ["add a task"] = db => $"INSERT INTO task SELECT randomblob(16), number || '-2', matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from, issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision FROM task WHERE hex(id) = '{Any(db, random, "task", "hex(id)")}'",
        };

        var missed = new List<string>();
        var made = 0;
        foreach (var (kind, edit) in edits)
        {
            for (var i = 0; i < EditsOfEachKind; i++)
            {
                var copy = folder.Of($"{made}.db");
                File.Copy(whole, copy);
                var statement = Tamper(copy, edit);
                await using var database = new SqliteDatabase(copy, town.Clock);
                if ((await new JournalCheck(database).VerifyAsync(CancellationToken.None)).Faults.Count is 0)
                {
                    missed.Add($"{kind}: {statement}");
                }

                made++;
            }
        }

        missed.ShouldBeEmpty();
        made.ShouldBeGreaterThanOrEqualTo(200);
        (await VerdictOf(whole, town.Clock)).Faults.ShouldBeEmpty("the copy that nobody touched is sound");
    }

    [Fact]
    public async Task The_database_itself_refuses_to_change_or_delete_journal_rows()
    {
        await using var town = await Town.BuildAsync(SqliteStore.CreateAsync);
        await town.IssueAsync(Town.Request("plain"));
        using var connection = new SqliteConnection($"Data Source={((SqliteStore)town.Store).File};Pooling=False");
        connection.Open();
        foreach (var statement in (string[])["UPDATE journal SET actor = 'x'", "DELETE FROM journal"])
        {
            Should.Throw<SqliteException>(() => Execute(connection, statement)).Message.ShouldContain("journal rows are never");
        }
    }

    private static async Task<JournalVerdict> VerdictOf(string file, TimeProvider clock)
    {
        await using var database = new SqliteDatabase(file, clock);
        return await new JournalCheck(database).VerifyAsync(CancellationToken.None);
    }

    /// <summary>A copy without its write-ahead log and without the guards on the journal.</summary>
    private static void Copy(string from, string to)
    {
        using var source = new SqliteConnection($"Data Source={from};Pooling=False");
        source.Open();
        using var target = new SqliteConnection($"Data Source={to};Pooling=False");
        target.Open();
        source.BackupDatabase(target);
        Execute(target, "PRAGMA journal_mode = DELETE; DROP TRIGGER journal_is_never_changed; DROP TRIGGER journal_is_never_deleted;");
    }

    private static string Tamper(string file, Func<SqliteConnection, string> edit)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        var before = Execute(connection, "SELECT total_changes()");
        var statement = edit(connection);
        Execute(connection, statement);
        Execute(connection, "SELECT total_changes()").ShouldNotBe(before, $"This changed nothing: {statement}");
        return statement;
    }

    /// <summary>Writes another value of the same kind into a cell.</summary>
    private static string EditCell(SqliteConnection db, Random random, string table, string key, string column)
    {
        var id = Any(db, random, table, key);
        var old = Execute(db, $"SELECT {column} FROM {table} WHERE {key} = '{id}'");
        var value = old switch
        {
            null => column.EndsWith("_at", StringComparison.Ordinal) || column.StartsWith("closed", StringComparison.Ordinal) ? "1763769600123" : "'x'",
            long number when column is "closed_automatically" => $"{1 - number}",
            long number => $"{number + random.Next(1, 5000)}",
            byte[] => $"randomblob({(random.Next(4) is 0 ? 3 : random.Next(2) is 0 ? 16 : 32)})",
            string text when column is "state" => text is "Closed" ? "'Assigned'" : random.Next(3) is 0 ? "'Nonsense'" : "'Closed'",
            string text => random.Next(4) is 0 ? "''" : random.Next(3) is 0 ? $"'{text}x'" : "'{}'",
            _ => throw new InvalidOperationException($"{table}.{column} holds a {old.GetType().Name}."),
        };
        return $"UPDATE {table} SET {column} = {value} WHERE {key} = '{id}'";
    }

    /// <summary>The edits somebody would make who wants better figures: closed a little earlier, due a little later, another unit's, automatic.</summary>
    private static string FlatterFigure(SqliteConnection db, Random random)
    {
        var id = Execute(db, $"SELECT hex(id) FROM task WHERE state = 'Closed' ORDER BY number LIMIT 1 OFFSET {random.Next(20)}");
        var set = random.Next(5) switch
        {
            0 => "closed_at = closed_at - 1",
            1 => "deadline_at = COALESCE(deadline_at, 0) + 86400000",
            2 => "unit = unit || '-other'",
            3 => "closed_automatically = 1 - closed_automatically",
            _ => "issued_at = issued_at + 1",
        };
        return $"UPDATE task SET {set} WHERE hex(id) = '{id}'";
    }

    private static string CloseGap(long seq) =>
        $"DELETE FROM journal WHERE seq = {seq}; UPDATE journal SET seq = 1 - seq WHERE seq > {seq}; UPDATE journal SET seq = -seq WHERE seq < 0";

    private static string Swap(int one, int other) =>
        $"UPDATE journal SET seq = -1 WHERE seq = {one}; UPDATE journal SET seq = {one} WHERE seq = {other}; UPDATE journal SET seq = {other} WHERE seq = -1";

    private static object Any(SqliteConnection db, Random random, string table, string key)
    {
        var count = Convert.ToInt32(Execute(db, $"SELECT COUNT(*) FROM {table}"), CultureInfo.InvariantCulture);
        return Execute(db, $"SELECT {key} FROM {table} ORDER BY 1 LIMIT 1 OFFSET {random.Next(count)}")!;
    }

    private static object? Execute(SqliteConnection db, string sql)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is var value && value is DBNull ? null : value;
    }
}
