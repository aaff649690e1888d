using TaskManager.Bus;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Demo;

/// <summary>
/// Keeps invented and real data apart. A database is a demo from its first start or never; what would mix the two is
/// refused before anything is changed.
/// </summary>
public static class DemoGuard
{
    /// <summary>Before a demo: marks an empty database as one, goes on with one that is, refuses real data.</summary>
    /// <exception cref="VerbException">The database holds real data.</exception>
    public static Task BeginAsync(Database database, DemoSettings settings, DateTimeOffset now, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        if (await DemoStore.FindAsync(session) is not null)
        {
            return;
        }

        if (await DemoStore.HasRealDataAsync(session))
        {
            throw new VerbException($"{database.Place} holds a city's own data, and a demo would mix invented tasks with it. Nothing was changed. Leave --data out ({DemoSettings.DefaultFolder} is the demo's), or name a folder that is empty or holds a demo.");
        }

        await DemoStore.BeginAsync(session, settings.Seed, now);
    }, cancel);

    /// <summary>Before real work: refuses a database that is a demo.</summary>
    /// <exception cref="VerbException">The database is a demo.</exception>
    public static async Task RefuseDemoAsync(Database database, CancellationToken cancel)
    {
        if (await database.ReadAsync(DemoStore.FindAsync, cancel) is not null)
        {
            throw new VerbException($"{database.Place} is a demo: its tasks are invented, and real ones must not stand among them. Nothing was changed. Name another folder with --data; to go on with the demo: serve --demo --data DIR. What was a demo stays one.");
        }
    }

    /// <summary>A demo is one process on a folder that can be thrown away, so it takes no database, broker or Redis that others use.</summary>
    /// <exception cref="VerbException">The settings name something shared.</exception>
    public static void RefuseShared(IConfiguration configuration)
    {
        var shared = new List<string>();
        if (configuration["Storage:Provider"] is { Length: > 0 } storage && storage is not "sqlite")
        {
            shared.Add($"Storage:Provider={storage}");
        }

        if (BusSettings.Read(configuration).Transport is not BusTransport.InMemory)
        {
            shared.Add($"Bus:Transport={configuration["Bus:Transport"]}");
        }

        if (configuration["Live:Provider"] is { Length: > 0 } live && live is not "in-process")
        {
            shared.Add($"Live:Provider={live}");
        }

        if (shared.Count > 0)
        {
            throw new VerbException($"A demo is one process with a folder of its own, and {string.Join(", ", shared)} may be a real city's. Unset {(shared.Count is 1 ? "it" : "them")} and start again.");
        }
    }
}
