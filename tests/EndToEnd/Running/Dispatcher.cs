using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Running;

/// <summary>What a process said before it ended.</summary>
internal sealed record Finished(int ExitCode, string Output, string Errors)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public Finished ShouldSucceed()
    {
        ExitCode.ShouldBe(0, Errors);
        return this;
    }

    /// <summary>Exit code 1, nothing on standard output, and these words on standard error.</summary>
    public void ShouldFail(params string[] words)
    {
        ExitCode.ShouldBe(1, Errors);
        Output.ShouldBeEmpty();
        foreach (var word in words)
        {
            Errors.ShouldContain(word, Case.Sensitive);
        }
    }
}

/// <summary>The built program, started as a process of its own as a user would.</summary>
internal static class Dispatcher
{
    /// <summary>No verb of these tests takes a tenth of it; one that hangs must not hang the suite.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    private static readonly string Program = Repository.Of("Dispatcher", "bin", BuiltAs(), "net10.0", "TaskManager.Dispatcher.dll");

    private static readonly string WorkerProgram = Repository.Of("Worker", "bin", BuiltAs(), "net10.0", "TaskManager.Worker.dll");

    public static Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? settings = null) => Start(Program, arguments, settings);

    /// <summary>A Worker in a process of its own.</summary>
    public static Process StartWorker(IReadOnlyDictionary<string, string> settings) => Start(WorkerProgram, [], settings);

    private static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? settings)
    {
        File.Exists(program).ShouldBeTrue($"{program} is not built.");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0"; // any free port; the program prints which
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static Task<Finished> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    /// <summary>Runs a verb with settings in its environment.</summary>
    public static async Task<Finished> RunAsync(IReadOnlyDictionary<string, string>? settings, params string[] arguments)
    {
        using var process = Start(arguments, settings);
        return await EndAsync(process);
    }

    /// <summary>Waits for the end, however it comes.</summary>
    public static async Task<Finished> EndAsync(Process process)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        cancel.CancelAfter(Longest);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancel.Token);
            var errors = process.StandardError.ReadToEndAsync(cancel.Token);
            await process.WaitForExitAsync(cancel.Token);
            return new Finished(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    public static Task<Finished> ReplayAsync(string file, string mapping, string data, params string[] more) =>
        RunAsync(["replay", file, "--mapping", mapping, "--data", data, "--create-missing", "--json", .. more]);

    public static string ShippedMapping(string name) => Repository.Of("deploy", "mappings", name + ".yaml");

    /// <summary>Debug or Release, as these tests are.</summary>
    private static string BuiltAs() => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
