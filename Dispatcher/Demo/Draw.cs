namespace TaskManager.Dispatcher.Demo;

/// <summary>Draws one of several, by weight.</summary>
internal sealed class Draw<T>
{
    private readonly List<T> items = [];
    private readonly List<double> upTo = [];

    public Draw(IEnumerable<(T Item, double Weight)> weighted)
    {
        var sum = 0d;
        foreach (var (item, weight) in weighted)
        {
            items.Add(item);
            upTo.Add(sum += weight);
        }
    }

    public T One(Random random)
    {
        var found = upTo.BinarySearch(random.NextDouble() * upTo[^1]);
        return items[Math.Min(found < 0 ? ~found : found, items.Count - 1)];
    }
}
