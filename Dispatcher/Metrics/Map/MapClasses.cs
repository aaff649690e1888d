namespace TaskManager.Dispatcher.Metrics.Map;

/// <summary>The classes a map's values fall into: none or zero, and up to five with about as many grids each.</summary>
internal sealed class MapClasses
{
    public const int ClassesMax = 5;

    private readonly List<double> ends = [];

    /// <param name="values">The values of all grids.</param>
    public MapClasses(IEnumerable<double?> values)
    {
        var ascending = values.Where(value => value > 0).Select(value => value!.Value).Order().ToList();
        for (var i = 1; i <= ClassesMax && ascending.Count > 0; i++)
        {
            var end = ascending[((ascending.Count * i) + ClassesMax - 1) / ClassesMax - 1];
            if (ends.Count is 0 || end > ends[^1])
            {
                ends.Add(end);
            }
        }

        Least = ascending.FirstOrDefault();
    }

    /// <summary>The least value above zero.</summary>
    public double Least { get; }

    /// <summary>The greatest value of each class, ascending.</summary>
    public IReadOnlyList<double> Ends => ends;

    /// <summary>The class of a value: 0 for none or zero, 1 for the least.</summary>
    public int Of(double? value) => value is not > 0 || ends.Count is 0 ? 0 : ends.FindIndex(end => value <= end) is >= 0 and var index ? 1 + index : ends.Count;

    /// <summary>Where a class stands on the scale of five colours, so that few classes use its whole length.</summary>
    public int Shade(int of) => of is 0 ? 0 : ends.Count is 1 ? 3 : 1 + ((of - 1) * (ClassesMax - 1) / (ends.Count - 1));
}
