using System.CommandLine;
using TaskManager.Dispatcher.Bench.Latency;
using TaskManager.Dispatcher.Bench.Lifecycle;
using TaskManager.Dispatcher.Bench.Scale;
using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Bench;

/// <summary><c>bench</c>: how fast this machine runs the service. Every figure is measured while it runs; a wrong run is a failed one.</summary>
public static class BenchVerb
{
    private const int FaultsShown = 20;

    public static Command Create(ServiceBuilder build) => new("bench", "Measure how fast the service is on this machine (docs/performance.md).")
    {
        LifecycleVerb.Create(build),
        LatencyVerb.Create(build),
        ScaleVerb.Create(build),
    };

    /// <summary>Prints what was measured, and fails when the run was not right.</summary>
    internal static void Tell<T>(T result, bool asJson, Action<T> print, IReadOnlyList<string> faults)
    {
        if (asJson)
        {
            Verb.Print(result!);
        }
        else
        {
            print(result);
        }

        if (faults.Count > 0)
        {
            throw new VerbException($"The run is not right, so its figures count for nothing:\n{string.Join('\n', faults.Take(FaultsShown))}");
        }
    }
}
