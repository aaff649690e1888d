using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Running;

/// <summary>An answer over HTTP, with its JSON when it has one.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, string? MediaType)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public Answer ShouldBe(HttpStatusCode status)
    {
        Status.ShouldBe(status, Body);
        return this;
    }

    /// <summary>An RFC 9457 problem whose errors name these places.</summary>
    public Answer ShouldBeProblem(HttpStatusCode status, params string[] where)
    {
        ShouldBe(status);
        MediaType.ShouldBe("application/problem+json");
        Json.GetProperty("status").GetInt32().ShouldBe((int)status);
        Json.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        if (where.Length > 0)
        {
            var errors = Json.GetProperty("errors").EnumerateArray().ToList();
            errors.Select(error => error.GetProperty("where").GetString()).ShouldBe(where, ignoreOrder: true, Body);
            errors.ShouldAllBe(error => error.GetProperty("detail").GetString()!.Length > 0 && error.GetProperty("remedy").GetString()!.Length > 0);
        }

        return this;
    }
}

/// <summary>The running service, and callers of its API.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly Process process;
    private readonly HttpClient http;
    private readonly StringBuilder errors = new();
    private readonly IReadOnlyDictionary<string, string>? settings;
    private Task? drained;

    private Service(Process process, string data, IReadOnlyDictionary<string, string>? settings)
    {
        this.process = process;
        this.settings = settings;
        Data = data;
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    public string Data { get; }

    /// <summary>What it printed at the start.</summary>
    public string Greeting { get; private set; } = "";

    /// <summary>Where it listens.</summary>
    public Uri Address => http.BaseAddress!;

    /// <summary>The first start's token for the committee; empty at later starts.</summary>
    public string CommitteeToken { get; private set; } = "";

    /// <summary>Starts it, and returns once it says that it is running.</summary>
    /// <param name="data">Its data folder.</param>
    /// <param name="settings">Settings in its environment; null: none.</param>
    /// <param name="more">More for <c>serve</c>, for example <c>--demo</c>.</param>
    public static async Task<Service> StartAsync(string data, IReadOnlyDictionary<string, string>? settings = null, params string[] more)
    {
        var service = new Service(Dispatcher.Start(["serve", "--data", data, .. more], settings), data, settings);
        var greeting = new StringBuilder();
        while (await service.process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            greeting.AppendLine(line);
            if (line.Contains("Stop with Ctrl+C", StringComparison.Ordinal))
            {
                service.drained = service.process.StandardOutput.ReadToEndAsync(CancellationToken.None); // a full pipe would stop it
                service.Read(greeting.ToString());
                return service;
            }
        }

        await service.process.WaitForExitAsync(TestContext.Current.CancellationToken);
        throw new InvalidOperationException($"The service ended with {service.process.ExitCode} before it was running:\n{greeting}\n{service.Errors()}");
    }

    /// <summary>A token made beside the running service, by the verb.</summary>
    public async Task<string> TokenAsync(string role, string? member = null) =>
        (await Dispatcher.RunAsync(settings, ["token", "--role", role, "--data", Data, .. member is null ? (string[])[] : ["--member", member]])).ShouldSucceed().Output.Trim();

    public Task<Answer> GetAsync(string path, string? token) => SendAsync(HttpMethod.Get, path, token, null);

    public Task<Answer> PostAsync(string path, string? token, object body, string? idempotencyKey = null, string? traceParent = null) =>
        SendAsync(HttpMethod.Post, path, token, new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"), idempotencyKey, traceParent);

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? token, HttpContent? content, string? idempotencyKey = null, string? traceParent = null)
    {
        using var request = new HttpRequestMessage(method, http.BaseAddress + path.TrimStart('/')) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>The task's story once it fits; the journal is what shows that the service has come so far.</summary>
    public async Task<JsonElement> TaskAsync(string idOrNumber, string token, Func<JsonElement, bool> fits, string wanted) =>
        (await Until.AnswerAsync(async () => (await GetAsync($"api/v1/tasks/{idOrNumber}", token)).ShouldBe(HttpStatusCode.OK).Json, fits, wanted));

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(128 + 9);
    }

    public string Errors()
    {
        lock (errors)
        {
            return errors.ToString();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        if (drained is not null)
        {
            await drained;
        }

        process.Dispose();
        http.Dispose();
    }

    private void Read(string greeting)
    {
        Greeting = greeting;
        var words = greeting.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        http.BaseAddress = new Uri(words.First(word => word.StartsWith("http://", StringComparison.Ordinal)).TrimEnd('/') + "/");
        CommitteeToken = words.FirstOrDefault(word => word.StartsWith("tm_", StringComparison.Ordinal)) ?? "";
    }
}
