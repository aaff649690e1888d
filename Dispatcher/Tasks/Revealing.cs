using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>What came of asking for a task's personal data.</summary>
public enum Reveal
{
    /// <summary>It is shown now, and the journal says to whom and why.</summary>
    Done,

    /// <summary>There is no such task that the caller may see.</summary>
    NoSuchTask,

    /// <summary>The reason is missing or too long; nothing was revealed.</summary>
    BadReason,
}

/// <summary>查看个人信息: shows an overseer what is masked, and writes into the journal who looked and why.</summary>
public sealed class Revealing(Database database, Ledger ledger, TaskQueries tasks, CurrentCatalogue current, TimeProvider clock)
{
    public const int ReasonMin = 4;
    public const int ReasonMax = 200;

    public async Task<Reveal> RevealAsync(string idOrNumber, Caller caller, string? reason, CancellationToken cancel)
    {
        var why = reason?.Trim() ?? "";
        if (await tasks.FindAsync(idOrNumber, caller, current.Value, cancel) is not { } story)
        {
            return Reveal.NoSuchTask;
        }

        if (why.Length is < ReasonMin or > ReasonMax || why.Any(char.IsControl))
        {
            return Reveal.BadReason;
        }

        await database.WriteAsync(async session =>
        {
            var task = (await ledger.LockAsync(session, [story.Task.Id])).Single();
            await ledger.ChangeAsync(session, [new TaskChange(PersonalData.Revealed, new Moved([task.State], task, task), Instants.Now(clock), caller.Owner, new JournalFacts { Note = why })]);
        }, cancel);
        return Reveal.Done;
    }
}
