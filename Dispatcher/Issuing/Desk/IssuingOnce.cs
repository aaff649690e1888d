using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Issuing.Desk;

/// <summary>What an act on the page issued; kept under its id, so that sending it twice issues once.</summary>
/// <param name="Matters">Matters issued.</param>
/// <param name="Duplicates">Requests whose id was known before, so that nothing was issued.</param>
/// <param name="Numbers">Numbers of the first tasks, at most <see cref="IssuingOnce.NumbersMax"/>.</param>
/// <param name="Tasks">Tasks issued.</param>
public sealed record IssuedAct(int Matters, int Duplicates, int Tasks, IReadOnlyList<string> Numbers);

/// <summary>What came of it.</summary>
public abstract record ActResult;

/// <summary>It is done, now or by the same act before.</summary>
public sealed record ActDone(IssuedAct What) : ActResult;

/// <summary>Something is wrong; nothing was issued.</summary>
public sealed record ActWrong(IReadOnlyList<RequestError> Errors) : ActResult;

/// <summary>
/// Issues what a person decided on a page. The page gives the act an id, and the answer is kept under it as for calls of the API: a
/// second click, a reload, or the same form at another Dispatcher gets the first answer.
/// </summary>
public sealed class IssuingOnce(Database database, Issuer issuer, MatterStore store, CurrentCatalogue current)
{
    public const int NumbersMax = 50;

    /// <summary>Issues all requests in one transaction or none.</summary>
    /// <param name="act">Id that the page gave the act.</param>
    /// <param name="caller">Whose act it is.</param>
    /// <param name="requests">1–1,000.</param>
    /// <param name="cancel">Stops before the transaction.</param>
    public async Task<ActResult> IssueAsync(Guid act, Caller caller, IReadOnlyList<MatterRequest> requests, CancellationToken cancel) =>
        await PartAsync(KeyOf(act), caller, requests, cancel);

    /// <summary>
    /// Issues any number of requests, a thousand a transaction: one for all would keep every other writer waiting for seconds. A part is
    /// kept under an id of its own, so when the process dies in between, the same act goes on where it stopped.
    /// </summary>
    public async Task<ActResult> IssueManyAsync(Guid act, Caller caller, IReadOnlyList<MatterRequest> requests, CancellationToken cancel)
    {
        var whole = new IssuedAct(0, 0, 0, []);
        foreach (var (i, part) in requests.Chunk(RequestCheck.ListMax).Index())
        {
            // Whoever has begun finishes: the person who closed the page decided already.
            switch (await PartAsync(string.Create(CultureInfo.InvariantCulture, $"{KeyOf(act)}/{i + 1}"), caller, part, CancellationToken.None))
            {
                case ActWrong wrong:
                    return new ActWrong(wrong.Errors.Select(error => error with { Index = error.Index + (i * RequestCheck.ListMax) }).ToList());
                case ActDone { What: var done }:
                    whole = new IssuedAct(whole.Matters + done.Matters, whole.Duplicates + done.Duplicates, whole.Tasks + done.Tasks, [.. whole.Numbers.Concat(done.Numbers).Take(NumbersMax)]);
                    break;
            }
        }

        await KeepAsync(KeyOf(act), caller, whole, cancel);
        return new ActDone(whole);
    }

    /// <summary>What an act of the caller issued; null: there was no such act, or it is not finished.</summary>
    public async Task<IssuedAct?> FindAsync(Guid act, Caller caller, CancellationToken cancel) =>
        await database.ReadAsync(session => store.FindAnswerAsync(session, caller.Owner, KeyOf(act)), cancel) is { } kept ? Read(kept) : null;

    private async Task<ActResult> PartAsync(string key, Caller caller, IReadOnlyList<MatterRequest> requests, CancellationToken cancel)
    {
        if (await database.ReadAsync(session => store.FindAnswerAsync(session, caller.Owner, key), cancel) is { } kept)
        {
            return new ActDone(Read(kept));
        }

        IssuedAct? done = null;
        try
        {
            return await issuer.IssueAsync(requests, caller.Name, caller.ScopeIn(current.Value), async (session, issued) =>
            {
                var tasks = issued.Matters.SelectMany(matter => matter.Tasks).ToList();
                done = new IssuedAct(issued.Matters.Count(matter => !matter.IsDuplicate), issued.Matters.Count(matter => matter.IsDuplicate), tasks.Count, [.. tasks.Take(NumbersMax).Select(task => task.Number)]);
                await store.KeepAnswerAsync(session, caller.Owner, key, HashOf(key), Write(done));
            }, cancel) is NotIssued wrong
                ? new ActWrong(wrong.Errors)
                : new ActDone(done!); // set with the transaction that returned
        }
        catch (AnswerKeptMeanwhileException)
        {
            return new ActDone(Read((await database.ReadAsync(session => store.FindAnswerAsync(session, caller.Owner, key), cancel))!)); // kept, as the exception says
        }
    }

    private async Task KeepAsync(string key, Caller caller, IssuedAct act, CancellationToken cancel)
    {
        try
        {
            await database.WriteAsync(session => store.KeepAnswerAsync(session, caller.Owner, key, HashOf(key), Write(act)), cancel);
        }
        catch (AnswerKeptMeanwhileException)
        {
            // The same act, sent twice at once, says the same.
        }
    }

    private static string KeyOf(Guid act) => $"page:{act}";

    /// <summary>The page's id is made for one form, so the key says all there is to compare.</summary>
    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static string Write(IssuedAct act) => JsonSerializer.Serialize(act, JsonSerializerOptions.Web);

    private static IssuedAct Read(KeptAnswer kept) => JsonSerializer.Deserialize<IssuedAct>(kept.Response, JsonSerializerOptions.Web)!;
}
