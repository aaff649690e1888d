namespace TaskManager.Tests.Browser.Running;

/// <summary>One running service for all tests that only read, or only change what they have made themselves: the demo city after its month, standing still.</summary>
public sealed class City : IAsyncDisposable
{
    private readonly TemporaryFolder data = new();
    private readonly Lazy<Task<Service>> started;
    private readonly Dictionary<string, Task<string>> tokens = [];
    private readonly Lock door = new();

    public City() => started = new Lazy<Task<Service>>(() => Service.StartAsync(data.Root, settings: null, "--demo", "--speed", "0"));

    internal Task<Service> ServiceAsync() => started.Value;

    /// <summary>An access token of a role; for a member, of that member.</summary>
    internal Task<string> TokenAsync(string role, string? member = null)
    {
        lock (door)
        {
            var key = $"{role} {member}";
            if (!tokens.TryGetValue(key, out var token))
            {
                tokens[key] = token = MakeAsync(role, member);
            }

            return token;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (started.IsValueCreated)
        {
            await (await started.Value).DisposeAsync();
        }

        data.Dispose();
    }

    private async Task<string> MakeAsync(string role, string? member) => await (await started.Value).TokenAsync(role, member);
}
