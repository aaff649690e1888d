using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>What came of reading duties from a text.</summary>
public abstract record DutyReading;

/// <summary>The text is without a mistake.</summary>
/// <param name="Duties">At least one, all version 1: whoever saves them counts.</param>
public sealed record ReadDuties(IReadOnlyList<Duty> Duties) : DutyReading;

/// <summary>The text has mistakes, so nothing of it may be used.</summary>
/// <param name="Mistakes">At least one; in the order of the text.</param>
public sealed record DutyMistakes(IReadOnlyList<Mistake> Mistakes) : DutyReading;

/// <summary>Reads one or more duties from a text, a map that holds <c>duties</c>, as they would stand in the catalogue that is in force.</summary>
public static class DutyReader
{
    /// <param name="text">UTF-8.</param>
    /// <param name="shownAs">What to call it in mistakes.</param>
    /// <param name="catalogue">Has the units and skills that duties refer to.</param>
    public static DutyReading Read(ReadOnlySpan<byte> text, string shownAs, Catalogue catalogue)
    {
        var mistakes = new List<Mistake>();
        var organisation = new OrganisationSection(mistakes);
        organisation.Know(catalogue);
        var duties = new DutySection(mistakes, organisation);
        if (YamlFile.Parse(text, shownAs, mistakes) is { } map)
        {
            var fields = new YamlFields(map, mistakes);
            duties.Read(fields.Maps("duties"));
            fields.NothingElse();
            if (mistakes.Count is 0 && duties.Duties.Count is 0)
            {
                fields.Missing("duties", "Add duties: and below it at least one duty, - code: …");
            }

            organisation.CheckReferences();
        }

        return mistakes.Count is 0
            ? new ReadDuties(duties.Duties)
            : new DutyMistakes([.. mistakes.OrderBy(mistake => mistake.Line).ThenBy(mistake => mistake.Column)]);
    }
}
