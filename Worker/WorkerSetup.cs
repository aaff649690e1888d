using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TaskManager.Bus;
using TaskManager.Worker.Assignments;
using TaskManager.Worker.Checks;

namespace TaskManager.Worker;

/// <summary>The Worker's parts, in the order of its flow. Its host names the lanes it serves.</summary>
public static class WorkerSetup
{
    /// <summary>
    /// Settings: <c>Worker:Name</c>, default the machine's name; <c>Worker:Checks</c>, the checks file, empty for none.
    /// </summary>
    public static void AddWorker(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new WorkerName(configuration["Worker:Name"] is { Length: > 0 } name ? name : Environment.MachineName));
        services.AddSingleton(_ => configuration["Worker:Checks"] is { Length: > 0 } path
            ? CheckCatalogue.Read(Path.Combine(AppContext.BaseDirectory, path))
            : CheckCatalogue.Empty);
        services.AddHostedService<ChecksAtStart>();
        services.AddSingleton<Asking>();
        services.AddSingleton<IConnector, FilesConnector>();
        services.AddSingleton<IConnector, HistoryConnector>();
    }

    /// <summary><c>Worker:Hosted</c>: whether the Dispatcher runs the Worker in its process. Default: in memory, where no other can be.</summary>
    public static bool IsHosted(IConfiguration configuration, BusSettings bus) =>
        configuration["Worker:Hosted"] is { Length: > 0 } text
            ? bool.TryParse(text, out var hosted) ? hosted : throw new InvalidDataException($"Worker:Hosted is '{text}'. Allowed: true, false.")
            : bus.Transport is BusTransport.InMemory;

    /// <summary>The queues of a lane; the urgent one has hands of its own, so that it never waits for the other.</summary>
    public static IEnumerable<BusEndpoint> EndpointsOf(string lane) =>
        Queues.OfLane(lane).Select(queue => BusEndpoint.For<AssignmentsSentConsumer>(queue) with
        {
            AtOnceMax = AssignmentsSentConsumer.AtOnceMax,

            // The broker may be full, or the answers' queue just being made again.
            Passes = fault => fault is AnswerNotConfirmedException,
        });
}

/// <summary>Reads the checks file when the service starts, so that a wrong one is told to the operator and not to the first task.</summary>
internal sealed class ChecksAtStart(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<CheckCatalogue>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
