using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Live;

public static class LiveSetup
{
    /// <summary><c>Live:Provider</c> is <c>in-process</c> (default) or <c>redis</c>, which needs <c>Live:ConnectionString</c>; <c>Live:Prefix</c> (default <c>taskmanager</c>) begins every key.</summary>
    /// <exception cref="VerbException">The provider is unknown, or its connection string is missing.</exception>
    public static void AddLive(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<CityQueries>();
        services.AddSingleton<CityNow>();
        services.AddSingleton<SubtreesNow>();
        services.AddSingleton<ILedgerListener>(provider => provider.GetRequiredService<CityNow>());
        services.AddStartupStep((provider, cancel) => provider.GetRequiredService<CityNow>().RecountAsync(cancel));
        services.AddHostedService<CountingAgain>();
        switch (configuration["Live:Provider"])
        {
            case null or "" or "in-process":
                services.AddSingleton<ILiveState, InProcessLiveState>();
                break;
            case "redis":
                services.AddSingleton(new RedisPlace(
                    configuration["Live:ConnectionString"] is { Length: > 0 } where ? where : throw new VerbException("Live:Provider is redis; say where: Live:ConnectionString, for example localhost:6379."),
                    configuration["Live:Prefix"] is { Length: > 0 } prefix ? prefix : "taskmanager"));
                services.AddSingleton<LiveCalls>();
                services.AddSingleton<RedisLiveState>();
                services.AddSingleton<ILiveState>(provider => provider.GetRequiredService<RedisLiveState>());
                services.AddHostedService(provider => provider.GetRequiredService<RedisLiveState>());
                break;
            case var other:
                throw new VerbException($"Live:Provider is {other}; it may be in-process or redis.");
        }
    }

    public static void MapLive(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1").WithTags("Figures 指标").RequireAuthorization(Policies.Oversees)
            .MapGet("/live", async (HttpContext context, ILiveState live, CityNow city, SubtreesNow subtrees, CurrentCatalogue current, TimeProvider clock, CancellationToken cancel) =>
            {
                var now = clock.GetUtcNow();
                var from = LiveChange.MinuteOf(now - CityNow.Kept);
                if (Caller.Of(context.User).ScopeIn(current.Value) is { Units: not null } scope)
                {
                    return LiveView.Of(await subtrees.CountAsync(scope, current.Value, cancel), "database", now);
                }

                return await live.ReadAsync(from, cancel) is { } kept
                    ? LiveView.Of(kept, "redis", now)
                    : LiveView.Of(city.From(from), "memory", now);
            })
            .WithSummary("The city as it is now: what was done in each minute of the last hour, and what is open. A hint for boards, right within 30 seconds; figures that count come from /metrics.")
            .Produces<LiveView>();
}
