using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Demo;

/// <summary>
/// Keeps the demo city working: issues new matters, and plays the members who accept and report. Checks are the Worker's,
/// as always. It remembers nothing: every second it decides by what is open, so that it may stop at any moment.
/// </summary>
internal sealed partial class DemoDriver(
    DemoSettings settings, Database database, CurrentCatalogue current, Issuer issuer, MemberWork work, TimeProvider clock, ILogger<DemoDriver> log) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Of 100 tasks, how many their members leave alone until much is open.</summary>
    private const int LeftAlonePercent = 5;

    /// <summary>Of 100 new matters, how many must be done within minutes, so that a newcomer sees something become late.</summary>
    private const int SoonPercent = 12;

    /// <summary>Of 100 tasks in hand, how many may be overdue before overdue ones are looked for.</summary>
    private const int LateKeptPercent = 5;

    /// <summary>Matters between two incidents, on average, and the calls about one.</summary>
    private const int MattersPerIncident = 160;

    private const int IncidentCalls = 24;

    /// <summary>More tasks than could be open; bounds the query.</summary>
    private const int InHandMax = 5 * DemoPace.OpenUsual;

    private readonly Random random = new();
    private double toIssue;
    private double toReport;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Speed is 0)
        {
            return;
        }

        var requests = new DemoRequests(current.Value);
        var started = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Tick, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await StepAsync(requests, clock.GetElapsedTime(started), stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    StepFailed(log, e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task StepAsync(DemoRequests requests, TimeSpan running, CancellationToken cancel)
    {
        var (tasks, matters) = await database.ReadAsync(async session => (await DemoStore.InHandAsync(session, InHandMax), await DemoStore.CountMattersAsync(session)), cancel);
        var pace = DemoPace.For(tasks.Count, matters, running, settings.Speed);
        await IssueAsync(requests, Whole(ref toIssue, pace.Issued), cancel);
        await WorkAsync(tasks, Whole(ref toReport, pace.Reported), pace.LateFirst, cancel);
    }

    private async Task IssueAsync(DemoRequests requests, int count, CancellationToken cancel)
    {
        if (count is 0)
        {
            return;
        }

        var now = Instants.Now(clock);
        var batch = Enumerable.Range(0, Math.Min(count, RequestCheck.ListMax - IncidentCalls)).Select(i =>
        {
            var request = requests.Usually(random, $"live-{now.ToUnixTimeMilliseconds()}-{i}", issuedAt: null);
            return random.Next(100) < SoonPercent ? request with { DeadlineAt = now.AddMinutes(random.Next(4, 30)) } : request;
        }).ToList();
        if (random.Next(MattersPerIncident) < count)
        {
            batch.AddRange(requests.Incident(random, IncidentCalls, i => ($"live-i-{now.ToUnixTimeMilliseconds()}-{i}", null)));
        }

        if (await issuer.IssueAsync(batch, DemoRequests.Source, Scope.Everything, alongside: null, cancel) is NotIssued wrong)
        {
            throw new InvalidOperationException($"The demo asked for something wrong: {wrong.Errors[0].Problem} {wrong.Errors[0].Remedy}");
        }
    }

    private async Task WorkAsync(IReadOnlyList<TaskInHand> tasks, int count, double lateFirst, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var willing = tasks.Where(task => tasks.Count > DemoPace.OpenUsual * 1.5 || Math.Abs(task.Id.Value.GetHashCode() % 100) >= LeftAlonePercent).ToList();
        // Some late work always stays: no city ever has none.
        var lateMin = tasks.Count * LateKeptPercent / 100;
        var late = willing.Where(task => task.DeadlineAt < now).ToList();
        var assigned = willing.Where(task => task.State is TaskState.Assigned).ToList();
        var accepted = willing.Where(task => task.State is TaskState.Accepted).ToList();
        for (var i = 0; i < count; i++)
        {
            // One is taken up for each that is reported, so that both states have their share.
            if (Any(assigned) is { } taking && MemberFor(taking) is { } taker)
            {
                await work.AcceptAsync(taking.Id, taker, Scope.Everything, cancel);
            }

            var from = random.NextDouble() < lateFirst && late.Count > lateMin ? late : random.Next(5) is 0 || accepted.Count is 0 ? assigned : accepted;
            if (Any(from) is { } doing && MemberFor(doing) is { } member)
            {
                await ReportAsync(doing, member, cancel);
            }
        }

        TaskInHand? Any(List<TaskInHand> among) => among.Count is 0 ? null : DemoWords.One(random, among);
    }

    /// <summary>A task that was done or taken in the meantime answers so and is left.</summary>
    private Task<WorkResult> ReportAsync(TaskInHand task, Member member, CancellationToken cancel)
    {
        var step = current.Value.DutyAt(task.Duty, task.DutyVersion).Steps.Single(step => step.Code == task.Step);
        return work.ReportAsync(task.Id, member, Scope.Everything, new MemberReport(DemoWords.Note(random, task.Duty), DemoReports.Fields(random, step, clock.GetUtcNow())), cancel);
    }

    private Member? MemberFor(TaskInHand task)
    {
        if (task.Member is { } code)
        {
            return current.Value.FindMember(code);
        }

        var serving = current.Value.ActiveMembersUnder(task.Unit).Where(member => member.Unit == task.Unit).ToList();
        return serving.Count is 0 ? null : DemoWords.One(random, serving);
    }

    /// <summary>The whole ones of what has come together.</summary>
    private static int Whole(ref double sum, double more)
    {
        sum += more;
        var whole = (int)sum;
        sum -= whole;
        return whole;
    }

    [LoggerMessage(EventId = 951, Level = LogLevel.Warning, Message = "The demo's members could not work for a moment; they try again.")]
    private static partial void StepFailed(ILogger log, Exception e);
}
