namespace TaskManager.Dispatcher.Simulating;

/// <summary>How unevenly something lies on the members of units.</summary>
/// <param name="Gini">基尼系数: 0: all have the same; towards 1: one has everything.</param>
/// <param name="MaxOverMean">What the busiest has over the mean; 1: all have the same.</param>
internal sealed record Spread(double Gini, double MaxOverMean)
{
    /// <summary>
    /// Within units, since who belongs to another unit could not have helped: each unit's own, weighted by its members. Units with
    /// one member and units with nothing say nothing.
    /// </summary>
    /// <returns>null: no unit says anything.</returns>
    public static Spread? Within(IEnumerable<string> units, IEnumerable<double> values)
    {
        var (gini, max, members) = (0.0, 0.0, 0);
        foreach (var unit in units.Zip(values).GroupBy(each => each.First, each => each.Second))
        {
            var sorted = unit.Order().ToArray();
            var sum = sorted.Sum();
            if (sorted.Length < 2 || sum <= 0)
            {
                continue;
            }

            gini += Of(sorted, sum) * sorted.Length;
            max += sorted[^1] / (sum / sorted.Length) * sorted.Length;
            members += sorted.Length;
        }

        return members is 0 ? null : new Spread(gini / members, max / members);
    }

    private static double Of(double[] sorted, double sum)
    {
        var weighted = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            weighted += (i + 1) * sorted[i];
        }

        return (2 * weighted / (sorted.Length * sum)) - ((sorted.Length + 1.0) / sorted.Length);
    }
}
