using System.Diagnostics;
using Microsoft.Extensions.Logging;
using TaskManager.Contracts;
using TaskManager.Domain;
using TaskManager.Telemetry;

namespace TaskManager.Worker.Checks;

/// <summary>Puts a list of assignments to their checks, all questions of one check at once.</summary>
public sealed partial class Asking(CheckCatalogue catalogue, IEnumerable<IConnector> connectors, TimeProvider clock, ILogger<Asking> log)
{
    /// <summary>A source slower than this counts as failed: a person does the work, and the queue moves on.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, IConnector> connectors = connectors.ToDictionary(connector => connector.Name);

    /// <summary>One finding for each assignment that names a check.</summary>
    public async Task<IReadOnlyList<ReportedFinding>> FindingsAsync(string lane, IReadOnlyList<SentAssignment> assignments, CancellationToken cancel)
    {
        var findings = new List<ReportedFinding>(assignments.Count);
        foreach (var group in assignments.Where(each => each.Check is not null).GroupBy(each => each.Check!))
        {
            var asked = group.ToList();
            var answers = await AnswersAsync(lane, group.Key, asked, cancel);
            findings.AddRange(asked.Zip(answers, (assignment, answer) =>
                new ReportedFinding(assignment.TaskId, group.Key, answer.Outcome, answer.At, answer.By, answer.Note, answer.Evidence)));
        }

        return findings;
    }

    private async Task<IReadOnlyList<Answer>> AnswersAsync(string lane, string name, List<SentAssignment> assignments, CancellationToken cancel)
    {
        var questions = assignments.ConvertAll(each => new Question(each.TaskId, each.Parameters));
        using var span = Signals.Activities.StartActivity(Signals.CheckSpan)?.SetTag(Signals.Check, name).SetTag(Signals.Lane, lane).SetTag(Signals.TaskCount, assignments.Count);
        var started = clock.GetTimestamp();
        try
        {
            var check = catalogue.Find(name, lane) ?? throw new InvalidDataException($"The Workers of lane '{lane}' have no check '{name}'.");
            var answers = await connectors[check.Connector].AskAsync(check, questions, cancel).WaitAsync(AnswerWithin, clock, cancel);
            if (log.IsEnabled(LogLevel.Debug))
            {
                CheckAnswered(log, name, lane, answers.Count(answer => answer.Outcome is FindingOutcome.Satisfied), string.Join(", ", assignments.Select(each => each.Number)));
            }

            return answers;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            CheckFailed(log, name, lane, questions.Count, e);
            Signals.ChecksFailed.Add(questions.Count, new KeyValuePair<string, object?>("check", name));
            var failed = Answer.Failed(clock.GetUtcNow(), "The check could not be asked; the Worker's log says why.");
            return questions.ConvertAll(_ => failed);
        }
        finally
        {
            Signals.ChecksDuration.Record(clock.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("check", name));
        }
    }

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "Check {Check} of lane {Lane} could not be asked about {Count} tasks; persons will do them.")]
    private static partial void CheckFailed(ILogger log, string check, string lane, int count, Exception e);

    [LoggerMessage(EventId = 411, Level = LogLevel.Debug, SkipEnabledCheck = true, Message = "Check {Check} of lane {Lane} is satisfied for {Satisfied} of the tasks it was asked about: {Numbers}.")]
    private static partial void CheckAnswered(ILogger log, string check, string lane, int satisfied, string numbers);
}
