using System.Globalization;
using TaskManager.Contracts;
using TaskManager.Domain;

namespace TaskManager.Worker.Checks;

/// <summary>Answers from the imported record itself: closed then, by that person or by nobody.</summary>
public sealed class HistoryConnector : IConnector
{
    public static readonly Check Check = new() { Name = HistoryRecord.Check, Connector = HistoryRecord.Check };

    public string Name => HistoryRecord.Check;

    public Task<IReadOnlyList<Answer>> AskAsync(Check check, IReadOnlyList<Question> questions, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Answer>>(questions.Select(question => new Answer(
            FindingOutcome.Satisfied,
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(question.Parameters[HistoryRecord.ClosedAt], CultureInfo.InvariantCulture)),
            question.Parameters.GetValueOrDefault(HistoryRecord.ClosedBy),
            "",
            Answer.NoEvidence)).ToList());
}
