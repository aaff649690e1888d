using System.Globalization;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>What publishing a duty would do.</summary>
/// <param name="Duty">The duty as it would be, with its version.</param>
/// <param name="InForce">The version in force; null: it would be new.</param>
/// <param name="Changes">Field by field; empty: nothing changes, and no version is made.</param>
public sealed record DutyDraft(Duty Duty, Duty? InForce, IReadOnlyList<FieldChange> Changes);

/// <summary>What came of checking a text.</summary>
public abstract record DutyCheck;

/// <summary>It could be published.</summary>
/// <param name="Drafts">Each duty of the text, in its order.</param>
/// <param name="Basis">The versions that were compared with, as <see cref="DutyPublishing.PublishAsync"/> wants to hear them.</param>
public sealed record GoodDuties(IReadOnlyList<DutyDraft> Drafts, string Basis) : DutyCheck;

/// <summary>It cannot.</summary>
public sealed record WrongDuties(IReadOnlyList<Mistake> Mistakes) : DutyCheck;

/// <summary>What came of publishing.</summary>
public abstract record PublishResult;

/// <summary>These are in force now; duties whose text was the same already are not among them.</summary>
public sealed record Published(IReadOnlyList<Duty> Duties) : PublishResult;

/// <summary>Nothing differs from what is in force.</summary>
public sealed record NothingToPublish : PublishResult;

/// <summary>Somebody published one of these duties since the text was checked. Nothing was changed.</summary>
/// <param name="Duties">Which.</param>
public sealed record PublishedMeanwhile(IReadOnlyList<string> Duties) : PublishResult;

/// <summary>发布: puts duties in force as their next versions, from a text that somebody checked before.</summary>
public sealed class DutyPublishing(Database database, CurrentCatalogue current, CatalogueStore store)
{
    /// <summary>Characters of a reason.</summary>
    public const int ReasonMax = 500;

    /// <summary>The catalogue of duties is the whole city's: only its committee publishes, one of a part reads.</summary>
    public static bool MayPublish(Caller caller, Catalogue catalogue) => caller.Role is Role.Committee && caller.ScopeIn(catalogue).Units is null;

    /// <summary>Reads a text and compares it with what is in force. Changes nothing.</summary>
    public static DutyCheck Check(ReadOnlySpan<byte> text, string shownAs, Catalogue catalogue) => DutyReader.Read(text, shownAs, catalogue) switch
    {
        DutyMistakes wrong => new WrongDuties(wrong.Mistakes),
        ReadDuties read => Compare(read.Duties, catalogue),
        var other => throw new InvalidOperationException(other.GetType().Name),
    };

    /// <summary>Saves what differs, all or none.</summary>
    /// <param name="drafts">As checked.</param>
    /// <param name="basis">The versions the person saw when deciding; see <see cref="GoodDuties.Basis"/>.</param>
    /// <param name="by">Who publishes.</param>
    /// <param name="reason">Why, 1–500 characters.</param>
    /// <param name="cancel">Stops before the transaction.</param>
    public async Task<PublishResult> PublishAsync(GoodDuties drafts, string basis, string by, string reason, CancellationToken cancel)
    {
        var changed = drafts.Drafts.Where(draft => draft.Changes.Count > 0).ToList();
        var seen = basis.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        if (drafts.Drafts.Where(draft => !seen.Contains(BasisOf(draft))).Select(draft => draft.Duty.Code).ToList() is { Count: > 0 } moved)
        {
            return new PublishedMeanwhile(moved);
        }

        if (changed.Count is 0)
        {
            return new NothingToPublish();
        }

        try
        {
            await database.WriteAsync(async session =>
            {
                await store.HoldAsync(session);
                foreach (var draft in changed.OrderBy(draft => draft.Duty.Code, StringComparer.Ordinal)) // in one order, so that two publishers wait instead of blocking each other
                {
                    if (!await store.TryAddVersionAsync(session, draft.Duty))
                    {
                        throw new VersionTakenException(draft.Duty.Code);
                    }

                    await store.KeepPublicationAsync(session, draft.Duty, by, reason);
                }

                await store.KeepVersionAsync(session);
                await session.NotifyAsync(CurrentCatalogue.ChangedTopic);
            }, cancel);
        }
        catch (VersionTakenException e)
        {
            await current.ReloadAsync(cancel);
            return new PublishedMeanwhile([e.Duty]);
        }

        await current.ReloadAsync(cancel);
        return new Published(changed.ConvertAll(draft => draft.Duty));
    }

    private static GoodDuties Compare(IReadOnlyList<Duty> duties, Catalogue catalogue)
    {
        var drafts = duties.Select(duty =>
        {
            var inForce = catalogue.FindDuty(duty.Code);
            var changes = DutyChanges.Between(inForce, duty);
            return new DutyDraft(duty with { Version = (inForce?.Version ?? 0) + (changes.Count > 0 ? 1 : 0) }, inForce, changes);
        }).ToList();
        return new GoodDuties(drafts, string.Join(", ", drafts.Select(BasisOf)));
    }

    private static string BasisOf(DutyDraft draft) => string.Create(CultureInfo.InvariantCulture, $"{draft.Duty.Code}={draft.InForce?.Version ?? 0}");

    private sealed class VersionTakenException(string duty) : Exception($"Duty {duty} has a newer version.")
    {
        public string Duty => duty;
    }
}
