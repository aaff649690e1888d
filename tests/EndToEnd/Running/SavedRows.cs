using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace TaskManager.Tests.EndToEnd.Running;

/// <summary>Looks into a database from outside the program, while it runs or after. Never writes.</summary>
internal sealed class SavedRows : IDisposable
{
    private readonly SqliteConnection connection;

    public SavedRows(string dataFolder)
    {
        connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = FileIn(dataFolder), Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 30,
        }.ToString());
        connection.Open();
    }

    public static string FileIn(string dataFolder) => Path.Combine(dataFolder, "taskmanager.db");

    public long Count(string sql, params (string Name, object? Value)[] parameters) =>
        Convert.ToInt64(Rows(sql, parameters).Single()[0], CultureInfo.InvariantCulture);

    public IEnumerable<object?[]> Rows(string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i)).ToArray();
        }
    }

    /// <summary>Journal rows so far; 0 while there is no database or no journal.</summary>
    public static long JournalSoFar(string dataFolder)
    {
        if (!File.Exists(FileIn(dataFolder)))
        {
            return 0;
        }

        try
        {
            using var rows = new SavedRows(dataFolder);
            return rows.Count("SELECT COALESCE(MAX(seq), 0) FROM journal");
        }
        catch (SqliteException)
        {
            return 0; // the program is just creating its tables
        }
    }

    /// <summary>One hash for each table over all its rows and columns.</summary>
    public IReadOnlyDictionary<string, string> Fingerprints()
    {
        var tables = Rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name").Select(row => (string)row[0]!).ToList();
        return tables.ToDictionary(table => table, table =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var row in Rows($"SELECT * FROM {table}"))
            {
                foreach (var cell in row)
                {
                    hash.AppendData(cell as byte[] ?? Encoding.UTF8.GetBytes(Convert.ToString(cell, CultureInfo.InvariantCulture) + "\u001f"));
                }
            }

            return Convert.ToHexString(hash.GetHashAndReset());
        });
    }

    public void Dispose() => connection.Dispose();
}
