using Microsoft.Extensions.Logging;
using TaskManager.Contracts;
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
            var questions = group.Select(each => new Question(each.TaskId, each.Parameters)).ToList();
            var answers = await AnswersAsync(lane, group.Key, questions, cancel);
            findings.AddRange(questions.Zip(answers, (question, answer) =>
                new ReportedFinding(question.TaskId, group.Key, answer.Outcome, answer.At, answer.By, answer.Note, answer.Evidence)));
        }

        return findings;
    }

    private async Task<IReadOnlyList<Answer>> AnswersAsync(string lane, string name, List<Question> questions, CancellationToken cancel)
    {
        try
        {
            var check = catalogue.Find(name, lane) ?? throw new InvalidDataException($"The Workers of lane '{lane}' have no check '{name}'.");
            return await connectors[check.Connector].AskAsync(check, questions, cancel).WaitAsync(AnswerWithin, clock, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            CheckFailed(log, name, lane, questions.Count, e);
            Signals.ChecksFailed.Add(questions.Count, new KeyValuePair<string, object?>("check", name));
            var failed = Answer.Failed(clock.GetUtcNow(), "The check could not be asked; the Worker's log says why.");
            return questions.ConvertAll(_ => failed);
        }
    }

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "Check {Check} of lane {Lane} could not be asked about {Count} tasks; persons will do them.")]
    private static partial void CheckFailed(ILogger log, string check, string lane, int count, Exception e);
}
