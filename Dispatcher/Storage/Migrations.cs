using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Dapper;
using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Storage;

/// <summary>Numbered, forward-only changes of the tables: <c>Migrations/&lt;dialect&gt;/0001-name.sql</c>. Never edited once released.</summary>
internal static class Migrations
{
    public static async Task<(int Before, int After)> ApplyAsync(DbConnection connection, string dialect, TimeProvider clock, CancellationToken cancel)
    {
        await connection.ExecuteAsync("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)");
        var before = await connection.QuerySingleAsync<int>("SELECT COALESCE(MAX(version), 0) FROM schema_version");
        var steps = Steps(dialect);
        var newest = steps.Count is 0 ? 0 : steps[^1].Version;
        if (before > newest)
        {
            throw new VerbException($"The database is at version {before}; this program knows versions up to {newest}. Use a newer program.");
        }

        foreach (var (version, name, text) in steps.Where(step => step.Version > before))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await connection.ExecuteAsync(text, transaction: transaction);
            await connection.ExecuteAsync(
                "INSERT INTO schema_version (version, name, applied_at) VALUES (@version, @name, @now)",
                new { version, name, now = clock.GetUtcNow().ToUnixTimeMilliseconds() },
                transaction);
            await transaction.CommitAsync(cancel);
        }

        return (before, newest);
    }

    public static async Task RequireNewestAsync(DbConnection connection, string dialect)
    {
        var version = await connection.QuerySingleAsync<int>("SELECT COALESCE(MAX(version), 0) FROM schema_version");
        var newest = Steps(dialect)[^1].Version;
        if (version != newest)
        {
            throw new VerbException($"The database is at version {version}, this program at {newest}. Start the service with this program, or run migrate, and try again.");
        }
    }

    private static List<(int Version, string Name, string Text)> Steps(string dialect)
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.Contains($"Migrations/{dialect}/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                var file = Path.GetFileNameWithoutExtension(resource);
                return (int.Parse(file[..4], CultureInfo.InvariantCulture), file[5..], reader.ReadToEnd());
            })
            .ToList();
    }
}
