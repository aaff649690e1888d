using TaskManager.Dispatcher.Routing.Why;

namespace TaskManager.Dispatcher.Routing.WhoMay;

/// <summary>Counts whom each rule keeps out, with the first names.</summary>
internal sealed class ExclusionCount
{
    private static readonly int Rules = Enum.GetValues<HardRule>().Length;

    private readonly int[] counts = new int[Rules];
    private readonly List<string>?[] names = new List<string>?[Rules];

    public void Add(HardRule rule, int count) => counts[(int)rule] += count;

    public void Add(HardRule rule, string member)
    {
        if (counts[(int)rule]++ < Exclusions.NamedMax)
        {
            (names[(int)rule] ??= []).Add(member);
        }
    }

    /// <summary>In the order of the rules.</summary>
    public List<Exclusions> ToList()
    {
        var all = new List<Exclusions>();
        for (var rule = 0; rule < Rules; rule++)
        {
            if (counts[rule] > 0)
            {
                all.Add(new Exclusions((HardRule)rule, counts[rule], names[rule] ?? []));
            }
        }

        return all;
    }
}
