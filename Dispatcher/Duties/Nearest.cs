namespace TaskManager.Dispatcher.Duties;

/// <summary>The name somebody probably meant.</summary>
public static class Nearest
{
    /// <summary>
    /// The candidate fewest edits away (letters put in, left out, replaced, or two neighbours swapped; capitals count as
    /// small letters); null when even that one differs in more than a third of its letters.
    /// </summary>
    public static string? To(string name, IEnumerable<string> candidates)
    {
        var (nearest, fewest) = ((string?)null, Math.Clamp(name.Length / 3, 1, 3) + 1);
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - name.Length) < fewest && Edits(name, candidate) is var edits && edits < fewest)
            {
                (nearest, fewest) = (candidate, edits);
            }
        }

        return nearest;
    }

    private static int Edits(string from, string to)
    {
        var (beforeLast, last, row) = (new int[to.Length + 1], new int[to.Length + 1], new int[to.Length + 1]);
        for (var j = 0; j <= to.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (Same(from[i - 1], to[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[to.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
