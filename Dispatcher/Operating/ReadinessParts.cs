using Microsoft.Extensions.Diagnostics.HealthChecks;
using TaskManager.Bus;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.DeadLetters;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Operating;

/// <summary>The database answers, and its tables are the newest.</summary>
internal sealed class DatabaseReadiness(Database database) : IReadiness
{
    public async Task<IReadOnlyList<ReadinessReason>> LookAsync(CancellationToken cancel)
    {
        try
        {
            await database.RequireNewestAsync(cancel).WaitAsync(Asking.Within, cancel);
            return [];
        }
        catch (VerbException e)
        {
            return [new(
                $"数据库 {database.Place} 的表结构与本程序不符：{e.Message}",
                $"The tables of the database {database.Place} do not fit this program: {e.Message}",
                "用同一版本的程序运行 migrate，或换用较新的程序。",
                "Run migrate with this program, or use a newer one.")];
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException or DatabaseAwayException)
        {
            return [new(
                $"数据库 {database.Place} 无法访问。",
                $"The database {database.Place} cannot be reached.",
                "启动数据库，检查 Storage:ConnectionString 与网络；服务会自行恢复连接。",
                "Start the database; check Storage:ConnectionString and the network. The service connects again by itself.")];
        }
    }
}

/// <summary>Questions to a database that may be away.</summary>
internal static class Asking
{
    /// <summary>Sooner than the whole look, so that there is time to say it.</summary>
    public static readonly TimeSpan Within = Readiness.AnswerWithin - TimeSpan.FromSeconds(1);

    /// <summary>The answer; null when the database is away, which its own part says once for all.</summary>
    public static async Task<T?> AskAsync<T>(this Database database, Func<Session, Task<T>> question, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await database.ReadAsync(question, cancel).WaitAsync(Within, cancel);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException or DatabaseAwayException)
        {
            return null;
        }
    }
}

/// <summary>The bus is connected, and whoever watches it has found nothing.</summary>
internal sealed class BusReadiness(HealthCheckService checks, BusHealth health) : IReadiness
{
    private const string BusTag = "masstransit";

    public async Task<IReadOnlyList<ReadinessReason>> LookAsync(CancellationToken cancel)
    {
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(BusTag), cancel);
        return
        [
            .. report.Entries.Where(entry => entry.Value.Status is HealthStatus.Unhealthy).Select(entry => new ReadinessReason(
                $"总线未连接：{entry.Value.Description}",
                $"The bus is not connected: {entry.Value.Description}",
                "启动 RabbitMQ，检查 Bus:Hosts、Bus:User、Bus:Password 与网络；服务会自行恢复连接。",
                "Start RabbitMQ; check Bus:Hosts, Bus:User, Bus:Password and the network. The service connects again by itself.")),
            .. health.Reasons.Select(reason => new ReadinessReason(
                $"总线：{reason}",
                reason,
                "说明中有办法的照办；否则检查 RabbitMQ 是否运行、Bus: 设置是否正确。",
                "Where it says what to do, do that; else see that RabbitMQ runs and that the settings under Bus: are right.")),
        ];
    }
}

/// <summary>Somebody works on every queue that has messages. A warning only: a department may be closed for the night.</summary>
internal sealed class ConsumerReadiness(BusHealth health) : IReadiness
{
    public Task<IReadOnlyList<ReadinessReason>> LookAsync(CancellationToken cancel)
    {
        var forsaken = health.Queues.Where(queue => queue is { Consumers: 0, Messages: > 0 }).ToList();
        var names = string.Join(", ", forsaken.Select(queue => $"{queue.Queue} ({queue.Messages})"));
        return Task.FromResult<IReadOnlyList<ReadinessReason>>(forsaken.Count is 0 ? [] : [new(
            $"有消息但无人接收的队列：{names}。",
            $"Messages wait and nobody takes them: {names}.",
            "启动该通道的部门端；消息会保留。",
            "Start the Worker of the lane; the messages are kept.",
            IsWarning: true)]);
    }
}

/// <summary>What is saved is on its way soon: the relay keeps up.</summary>
internal sealed class OutboxReadiness(Database database, BusPromise promise, TimeProvider clock) : IReadiness
{
    /// <summary>How long a message may be late before something is wrong.</summary>
    private static readonly TimeSpan LateMax = TimeSpan.FromSeconds(60);

    public async Task<IReadOnlyList<ReadinessReason>> LookAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (await database.AskAsync(Outbox.BacklogAsync(now), cancel) is not { } backlog)
        {
            return [];
        }

        // A durable bus confirms within a moment, so a message is late by its age. In memory one stays until it is
        // answered, and is late when nobody has sent it though it is due.
        return (promise.Durable ? backlog.OldestAt : backlog.DueSince) is { } since && now - since > LateMax
            ? [new(
                $"发件箱积压：最早一条消息已迟 {(now - since).TotalSeconds:0} 秒，共 {backlog.Waiting} 条。",
                $"The outbox lags: its oldest message is {(now - since).TotalSeconds:0} s late; {backlog.Waiting} are in it.",
                "检查总线与各通道是否可用；查看日志中 301、302 号事件。消息不会丢失。",
                "See that the bus and every lane work; look for events 301 and 302 in the log. No message is lost.")]
            : [];
    }
}

/// <summary>Nothing waits for an operator. A warning only: the rest of the work goes on.</summary>
internal sealed class DeadLetterReadiness(Database database, DeadLetterStore store) : IReadiness
{
    public async Task<IReadOnlyList<ReadinessReason>> LookAsync(CancellationToken cancel)
    {
        var waiting = (await database.AskAsync(store.WaitingByQueueAsync, cancel))?.Sum(queue => queue.Waiting);
        return waiting is null or 0 ? [] : [new(
            $"{waiting} 条死信待处理。",
            $"{waiting} dead letters wait for a decision.",
            "查明原因后重发或丢弃。",
            "Find the cause, then retry or discard them.",
            IsWarning: true)];
    }
}
