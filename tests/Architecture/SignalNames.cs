using System.Text.RegularExpressions;

namespace TaskManager.Tests.Architecture;

/// <summary>What Prometheus calls the metrics of Shared/Telemetry/Signals.cs once they came through an OpenTelemetry collector.</summary>
internal static partial class SignalNames
{
    /// <summary>Every name that a source text makes: dots are underscores, a unit of time is appended, a counter ends in _total, a histogram is three.</summary>
    public static IReadOnlySet<string> Made(string source) => Created().Matches(source)
        .SelectMany(metric => Names(metric.Groups["kind"].Value, metric.Groups["name"].Value.Replace('.', '_') + Unit(metric.Groups["unit"].Value)))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Names of the service's metrics that a dashboard or a rule asks for and that nobody makes.</summary>
    public static IReadOnlyList<string> Strangers(string asking, IReadOnlySet<string> made) =>
        [.. Asked().Matches(asking).Select(match => match.Value).Distinct().Where(name => !made.Contains(name)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Names(string kind, string name) => kind switch
    {
        "Counter" or "ObservableCounter" => [name + "_total"],
        "Histogram" => [name + "_bucket", name + "_sum", name + "_count"],
        "Gauge" or "ObservableGauge" or "UpDownCounter" or "ObservableUpDownCounter" => [name],
        _ => throw new InvalidOperationException($"What Prometheus makes of a {kind} is not known here."),
    };

    private static string Unit(string unit) => unit switch
    {
        "" => "",
        ['{', .., '}'] => "", // what is counted: left out
        "s" => "_seconds",
        "By" => "_bytes",
        _ => throw new InvalidOperationException($"What Prometheus makes of the unit '{unit}' is not known here."),
    };

    [GeneratedRegex("""Create(?<kind>[A-Za-z]+)(<[a-z]+>)?\(\s*"(?<name>taskmanager\.[a-z_.]+)"(\s*,\s*"(?<unit>[^"]*)")?""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Created();

    [GeneratedRegex(@"\btaskmanager_[a-z_]+\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Asked();
}
