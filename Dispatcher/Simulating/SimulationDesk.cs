using System.Globalization;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Simulating;

/// <summary>What came of asking for a simulation from the page.</summary>
public abstract record DeskAnswer;

/// <summary>It ran.</summary>
public sealed record Simulated(SimulationView View) : DeskAnswer;

/// <summary>It did not, and why.</summary>
public sealed record NotSimulated(Said Problem) : DeskAnswer;

/// <summary>What the page asks for.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Scope">Whose tasks and members: within the caller's own.</param>
/// <param name="WhatIf">What is tried beside things as they are; null: nothing.</param>
public sealed record DeskAsk(DateOnly From, DateOnly To, Scope Scope, WhatIf? WhatIf);

/// <summary>
/// Runs simulations for the page: one at a time in a process, since the service has other work; with a bound on tasks and time. Who
/// closes the page or stops it loading stops the run.
/// </summary>
public sealed class SimulationDesk(PastTaskQueries past, CurrentCatalogue current, TimeProvider clock) : IDisposable
{
    public const int TasksMax = 20_000;
    public static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(20);
    public static readonly IReadOnlyList<int> Seeds = [1, 2, 3];

    private readonly SemaphoreSlim turn = new(1, 1);

    public async Task<DeskAnswer> RunAsync(DeskAsk ask, CancellationToken cancel)
    {
        var within = PastTaskQueries.Within(current.Value, ask.Scope);
        if (within.ActiveMembersUnder(within.Root.Code).Count is 0)
        {
            return new NotSimulated(new Said("所选组织没有可派单的党员，无法推演。请选择上级组织。", "The unit has no active members, so nobody could do anything. Choose a unit above it."));
        }

        if (ask.WhatIf is { } asked && asked.Apply(within, out var problem) is null)
        {
            return new NotSimulated(new Said($"假设不成立：{problem}", $"The what-if does not fit: {problem}"));
        }

        if (!await turn.WaitAsync(0, cancel))
        {
            return new NotSimulated(new Said("正在进行另一次推演；一次只能进行一个，请半分钟后再试。", "Another simulation is running; one at a time. Try again in half a minute."));
        }

        using var time = new CancellationTokenSource(TimeMax, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, time.Token);
        try
        {
            var tasks = await past.InAsync(ask.From, ask.To, ask.Scope, TasksMax, stop.Token);
            if (tasks.Tasks.Count is 0)
            {
                return new NotSimulated(new Said("这段时间没有可推演的任务（已取消和自动办结的不计）。请换一段时间。", "There is no task to simulate in these days (cancelled ones and those closed without a person do not count). Choose other days."));
            }

            var settings = new SimulationSettings();
            var comparison = new ComparisonAsk(tasks.Tasks, new WorkTimes(tasks.Tasks, settings.WorkMax), _ => (within, new Dictionary<string, Position>(0)), settings)
            {
                WhatIfs = ask.WhatIf is null ? [] : [ask.WhatIf],
                Seeds = Seeds,
            };
            var runs = await Task.Run(() => Comparison.Run(comparison, threads: 1, _ => { }, stop.Token), stop.Token);
            return new Simulated(SimulationView.Of(tasks, invented: null, settings, Seeds, runs));
        }
        catch (TooManyTasksException)
        {
            return new NotSimulated(new Said(
                $"这段时间的任务超过 {Whole(TasksMax)} 件。请缩短时间或选择下级组织；更多任务请用命令 simulate。",
                $"There are more than {Whole(TasksMax)} tasks in these days. Choose fewer days or a unit below; the verb simulate takes any number."));
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return new NotSimulated(new Said(
                $"推演超过 {TimeMax.TotalSeconds:0} 秒，已停止。请缩短时间或选择下级组织；更大的推演请用命令 simulate。",
                $"It took more than {TimeMax.TotalSeconds:0} seconds and was stopped. Choose fewer days or a unit below; the verb simulate has no limit."));
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private static string Whole(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
