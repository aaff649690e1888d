using System.CommandLine;
using TaskManager.Dispatcher.Bench.Latency;
using TaskManager.Dispatcher.Bench.Lifecycle;
using TaskManager.Dispatcher.Bench.Scale;
using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Bench;

/// <summary><c>bench</c>: how fast this machine runs the service. Every figure is measured while it runs; a wrong run is a failed one.</summary>
public static class BenchVerb
{
    public static Command Create(ServiceBuilder build) => new("bench", "Measure how fast the service is on this machine (docs/performance.md).")
    {
        LifecycleVerb.Create(build),
        LatencyVerb.Create(build),
        ScaleVerb.Create(build),
    };
}
