using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>Trees of the catalogue as lists: each node after the one above it, with its depth.</summary>
public static class Trees
{
    public static IEnumerable<(OrgUnit Item, int Depth)> InOrder(IEnumerable<OrgUnit> units) => InOrder(units, unit => unit.Code, unit => unit.Parent);

    public static IEnumerable<(Grid Item, int Depth)> InOrder(IEnumerable<Grid> grids) => InOrder(grids, grid => grid.Code, grid => grid.Parent);

    private static IEnumerable<(T Item, int Depth)> InOrder<T>(IEnumerable<T> items, Func<T, string> code, Func<T, string?> parent)
    {
        var all = items.ToList();
        var known = all.Select(code).ToHashSet();
        var below = all.Where(item => parent(item) is { } above && known.Contains(above)).ToLookup(item => parent(item)!);
        var ahead = new Stack<(T Item, int Depth)>(all.Where(item => parent(item) is not { } above || !known.Contains(above)).Reverse().Select(item => (item, 0)));
        while (ahead.TryPop(out var next))
        {
            yield return next;
            foreach (var child in below[code(next.Item)].Reverse())
            {
                ahead.Push((child, next.Depth + 1));
            }
        }
    }
}
