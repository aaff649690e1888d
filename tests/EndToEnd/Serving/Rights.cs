using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>One row of docs/rights.md.</summary>
/// <param name="Method">GET, POST …; <c>*</c>: any.</param>
/// <param name="Route">With its parameters.</param>
/// <param name="Allowed">Roles that are let in.</param>
internal sealed record Right(string Method, string Route, IReadOnlySet<string> Allowed)
{
    /// <summary>The address with something in the place of each parameter.</summary>
    public string Path(string number = "RW20000101-000001") => System.Text.RegularExpressions.Regex.Replace(Route, @"\{(?<name>[^}:]+)(:(?<kind>[^}]+))?\}", match => match.Groups["kind"].Value switch
    {
        "guid" => $"{Guid.AllBitsSet}",
        "int" or "long" => "1",
        _ => match.Groups["name"].Value is "documentName" ? "v1" : number,
    }, System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).TrimStart('/');
}

/// <summary>The table of docs/rights.md, and what the service says of itself.</summary>
internal static class Rights
{
    public static IReadOnlyList<Right> OfTable()
    {
        var rows = File.ReadAllLines(Repository.Of("docs", "rights.md")).Where(line => line.StartsWith('|')).Select(line => line.Split('|').Select(cell => cell.Trim()).ToList()).ToList();
        var roles = rows[0][2..^2];
        return rows.Skip(2).Select(row =>
        {
            var address = row[1].Trim('`').Split(' ', 2);
            return new Right(address[0], address[1], roles.Where((_, i) => row[i + 2] is "●").ToHashSet());
        }).ToList();
    }

    public static async Task<IReadOnlyList<(string Method, string Route)>> OfServiceAsync(Service service) =>
        (await Dispatcher.RunAsync("routes", "--json", "--data", service.Data)).ShouldSucceed().Json.EnumerateArray().Select(route => (route.Text("method"), route.Text("route"))).ToList();

    /// <summary>Makes tokens by writing them beside the running service: a thousand processes would take an hour.</summary>
    public static IReadOnlyList<string> AddTokens(this Service service, IEnumerable<(string Role, string? Unit, string? Member)> callers)
    {
        var made = new List<string>();
        using var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={System.IO.Path.Combine(service.Data, "taskmanager.db")};Default Timeout=60");
        database.Open();
        using var transaction = database.BeginTransaction();
        foreach (var (role, unit, member) in callers)
        {
            made.Add("tm_" + Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
            using var add = database.CreateCommand();
            add.CommandText = "INSERT INTO access_token (hash, name, role, member, unit, created_at, expires_at) VALUES (@hash, @name, @role, @member, @unit, 0, 9000000000000)";
            add.Parameters.AddWithValue("@hash", System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(made[^1])));
            add.Parameters.AddWithValue("@name", $"user-{made.Count}");
            add.Parameters.AddWithValue("@role", role);
            add.Parameters.AddWithValue("@member", (object?)member ?? DBNull.Value);
            add.Parameters.AddWithValue("@unit", (object?)unit ?? DBNull.Value);
            add.ExecuteNonQuery();
        }

        transaction.Commit();
        return made;
    }
}
