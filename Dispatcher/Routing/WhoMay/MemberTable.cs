using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing.WhoMay;

/// <summary>A catalogue's active members by index, and the questions about place that are asked for every task.</summary>
internal sealed class MemberTable
{
    private static readonly ConditionalWeakTable<Catalogue, MemberTable> Tables = [];

    private readonly Catalogue catalogue;
    private readonly Dictionary<string, int> indexOf = [];
    private readonly Dictionary<string, int[]> serving;
    private readonly int[] servingEverywhere;
    private readonly ConcurrentDictionary<string, int[]> under = [];
    private readonly ConcurrentDictionary<(string Unit, string Grid), Reach> reaches = [];

    private MemberTable(Catalogue catalogue)
    {
        this.catalogue = catalogue;
        Members = [.. catalogue.ActiveMembersUnder(catalogue.Root.Code)];
        Homes = new Position?[Members.Length];
        var served = new Dictionary<string, List<int>>();
        var everywhere = new List<int>();
        var within = catalogue.Grids.Where(grid => grid.Parent is not null).ToLookup(grid => grid.Parent!, grid => grid.Code);
        for (var i = 0; i < Members.Length; i++)
        {
            indexOf[Members[i].Code] = i;
            var grids = GridsOf(Members[i]);
            if (grids.Count is 0)
            {
                everywhere.Add(i);
            }

            Homes[i] = Middle(grids.Select(catalogue.Places.MiddleOf).OfType<Position>().ToList());
            var all = new HashSet<string>();
            foreach (var grid in grids)
            {
                AddWithin(grid, all);
            }

            foreach (var grid in all)
            {
                if (!served.TryGetValue(grid, out var list))
                {
                    served[grid] = list = [];
                }

                list.Add(i);
            }
        }

        serving = served.ToDictionary(each => each.Key, each => each.Value.ToArray());
        servingEverywhere = [.. everywhere];

        void AddWithin(string grid, HashSet<string> all)
        {
            if (all.Add(grid))
            {
                foreach (var inner in within[grid])
                {
                    AddWithin(inner, all);
                }
            }
        }
    }

    public Member[] Members { get; }

    /// <summary>By member: the middle of the grids served; null when it is not known.</summary>
    public Position?[] Homes { get; }

    public static MemberTable Of(Catalogue catalogue) => Tables.GetValue(catalogue, static each => new MemberTable(each));

    /// <summary>Whether the member serves no grid in particular.</summary>
    public bool ServesEverywhere(int member) => Array.BinarySearch(servingEverywhere, member) >= 0;

    public int IndexOf(string member) => indexOf.GetValueOrDefault(member, -1);

    /// <summary>Members of the unit and below.</summary>
    public int[] Under(string unit) => under.GetOrAdd(unit, code => [.. catalogue.ActiveMembersUnder(code).Select(member => indexOf[member.Code])]);

    /// <summary>
    /// Who of the unit serves the place: those of its grid; where nobody of the unit does, those of the nearest grid that somebody
    /// serves; where distances are not known, nobody. Without a grid, all of the unit.
    /// </summary>
    public Reach ReachOf(TaskToRoute task)
    {
        if (task.Grid is null)
        {
            return new Reach(Under(task.Unit), null);
        }

        var byGrid = reaches.GetOrAdd((task.Unit, task.Grid), key => ByGrid(key.Unit, key.Grid));
        return byGrid.Members.Length > 0 ? byGrid : Nearest(task);
    }

    private Reach ByGrid(string unit, string grid)
    {
        var all = Under(unit);
        var here = serving.GetValueOrDefault(grid) ?? [];
        return new Reach([.. all.Intersect(here.Concat(servingEverywhere)).Order()], grid);
    }

    private Reach Nearest(TaskToRoute task)
    {
        if ((task.Place ?? catalogue.Places.MiddleOf(task.Grid!)) is not { } place)
        {
            return new Reach([], null);
        }

        var all = Under(task.Unit).ToHashSet();
        var nearest = serving
            .Where(each => each.Value.Any(all.Contains) && catalogue.Places.MiddleOf(each.Key) is not null)
            .Select(each => (Grid: each.Key, Away: Distance.Kilometres(place, catalogue.Places.MiddleOf(each.Key)!.Value)))
            .OrderBy(each => each.Away).ThenBy(each => each.Grid, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Grid is null ? new Reach([], null) : ByGrid(task.Unit, nearest.Grid);
    }

    /// <summary>A member without grids serves those of the own unit and below; where it answers for none, everything.</summary>
    private List<string> GridsOf(Member member)
    {
        if (member.Grids.Count > 0)
        {
            return [.. member.Grids];
        }

        var units = catalogue.UnitsUnder(member.Unit);
        return [.. catalogue.Grids.Where(grid => units.Contains(grid.Unit)).Select(grid => grid.Code)];
    }

    private static Position? Middle(IReadOnlyList<Position> places) => places.Count is 0
        ? null
        : new Position(places.Average(place => place.Longitude), places.Average(place => place.Latitude));
}

/// <summary>Members who serve a place, by index, ascending.</summary>
/// <param name="Members">Their indexes.</param>
/// <param name="Grid">The grid they serve; null: the whole unit.</param>
internal sealed record Reach(int[] Members, string? Grid);
