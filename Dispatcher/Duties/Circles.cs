namespace TaskManager.Dispatcher.Duties;

/// <summary>One thing naming another it comes below or after.</summary>
/// <param name="From">The thing's own code.</param>
/// <param name="To">The place where it names the other, whose text is the other's code.</param>
internal sealed record Link(string From, YamlScalar To);

/// <summary>Finds things that come below or after themselves.</summary>
internal static class Circles
{
    private const int ShownMax = 8;

    /// <summary>Reports each circle once, at the link that closes it when one follows the links in the order they were written.</summary>
    public static void Report(IReadOnlyList<Link> links, string what, string remedy, ICollection<Mistake> mistakes)
    {
        var next = links.ToLookup(link => link.From);
        var done = new HashSet<string>();
        foreach (var start in links.Select(link => link.From))
        {
            // Walked with a stack of its own: a chain of 10,000 parents would overflow the thread's.
            var path = new List<string>();
            var onPath = new HashSet<string>();
            var ways = new Stack<IEnumerator<Link>>();
            Enter(start);
            while (ways.TryPeek(out var way))
            {
                if (!way.MoveNext())
                {
                    ways.Pop();
                    onPath.Remove(path[^1]);
                    done.Add(path[^1]);
                    path.RemoveAt(path.Count - 1);
                }
                else if (onPath.Contains(way.Current.To.Text))
                {
                    var to = way.Current.To;
                    string[] circle = [.. path.Skip(path.IndexOf(to.Text)), to.Text];
                    var shown = circle.Length <= ShownMax ? circle : [.. circle.Take(ShownMax - 1), "…", to.Text];
                    mistakes.Add(to.Mistake($"{what}: {string.Join(" → ", shown)}.", remedy));
                }
                else
                {
                    Enter(way.Current.To.Text);
                }
            }

            void Enter(string code)
            {
                if (!done.Contains(code))
                {
                    path.Add(code);
                    onPath.Add(code);
                    ways.Push(next[code].GetEnumerator());
                }
            }
        }
    }
}
