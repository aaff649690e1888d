using TaskManager.Tests.Common;

namespace TaskManager.Tests.Benchmarks;

/// <summary>Settings, as environment variables, of a service on a fresh PostgreSQL database, RabbitMQ virtual host and Redis key space.</summary>
internal static class ServerSettings
{
    public static async Task<Dictionary<string, string>> NewAsync(Servers servers)
    {
        var settings = (await servers.NewVirtualHostAsync()).Settings.ToDictionary(each => each.Key.Replace(":", "__", StringComparison.Ordinal), each => each.Value!);
        settings["Storage__Provider"] = "postgres";
        settings["Storage__ConnectionString"] = await servers.NewDatabaseAsync();
        settings["Live__Provider"] = "redis";
        settings["Live__ConnectionString"] = await servers.NewRedisAsync();
        return settings;
    }
}
