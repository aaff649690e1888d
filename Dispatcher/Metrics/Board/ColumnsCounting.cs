using System.Buffers;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>
/// Counts the columns in one pass: what was issued, closed, cancelled and due within the period, and what is open, late
/// and old at its end. With a period since ever it counts what <see cref="FiguresQueries"/> counts.
/// </summary>
internal static class ColumnsCounting
{
    public static ColumnsCount Count(TaskColumns columns, ColumnsAsk ask)
    {
        var overall = new GroupTally(ask.Buckets.Count);
        var duties = new GroupTally?[columns.Duties.Count];
        var channels = new GroupTally?[columns.Channels.Count];
        var (unitGroupOf, unitGroups) = GroupsOf(columns.Units, code => ask.Unit is null || ask.Unit(code) ? ask.UnitGroup(code) : null);
        var (gridGroupOf, gridGroups) = ask.GridGroup is { } gridGroup ? GroupsOf(columns.Grids, gridGroup) : ([], []);
        var (duty, channel) = (NumberOf(columns.Duties, ask.Duty), NumberOf(columns.Channels, ask.Channel));
        var overdue = new PriorityQueue<Guid, long>(); // the least late leaves first

        using var closed = new ClosedInPeriod();
        foreach (var block in columns.Blocks)
        {
            // Everything issued later, or everything over before: nothing here for the period.
            if (block.First > ask.To || (block.Open is 0 && block.Last < ask.From))
            {
                continue;
            }

            for (var row = 0; row < block.Count; row++)
            {
                var unit = unitGroupOf[block.Unit[row]];
                if (unit < 0 || block.Issued[row] > ask.To || (duty >= -1 && block.Duty[row] != duty) || (channel >= -1 && block.Channel[row] != channel))
                {
                    continue;
                }

                var seen = Seen.Of(block, row, ask);
                if (seen.Facts is Facts.None)
                {
                    continue;
                }

                var byDuty = duties[block.Duty[row]] ??= new GroupTally(ask.Buckets.Count);
                var byUnit = unitGroups[unit].Tally ??= new GroupTally(ask.Buckets.Count);
                var byChannel = channels[block.Channel[row]] ??= new GroupTally(ask.Buckets.Count);
                var byGrid = ask.GridGroup is null || gridGroupOf[block.Grid[row]] is not (>= 0 and var grid) ? null : gridGroups[grid].Tally ??= new GroupTally(0);
                overall.Add(seen);
                byDuty.Add(seen);
                byUnit.Add(seen);
                byChannel.Add(seen);
                byGrid?.Add(seen);
                if (seen.Has(Facts.Closed))
                {
                    closed.Add(block.Closed[row] - block.Issued[row], byDuty, byUnit, byChannel, byGrid);
                }

                if (seen.Has(Facts.Overdue) && ask.OverdueNamed > 0)
                {
                    Name(overdue, block.Ids[row], block.Deadline[row], ask.OverdueNamed);
                }
            }
        }

        closed.RankInto(overall);
        return new ColumnsCount(
            overall.ToCount(ask.Buckets),
            Named(columns.Duties, duties, ask),
            unitGroups.Where(group => group.Tally is not null).ToDictionary(group => group.Code, group => group.Tally!.ToCount(ask.Buckets)),
            Named(columns.Channels, channels, ask),
            gridGroups.Where(group => group.Tally is not null).ToDictionary(group => group.Code, group => group.Tally!.ToCount([])),
            InOrder(overdue));
    }

    /// <summary>−2: any. −1: a name no task has.</summary>
    private static int NumberOf(TextNumbers numbers, string? wanted) => wanted is null ? -2 : numbers.Find(wanted);

    private static (int[] GroupOf, List<NamedGroup> Groups) GroupsOf(TextNumbers numbers, Func<string, string?> groupOf)
    {
        var groups = new List<NamedGroup>();
        var known = new Dictionary<string, int>();
        var of = new int[numbers.Count];
        for (var number = 0; number < numbers.Count; number++)
        {
            of[number] = -1;
            if (groupOf(numbers[number]) is { } code)
            {
                if (!known.TryGetValue(code, out of[number]))
                {
                    known[code] = of[number] = groups.Count;
                    groups.Add(new NamedGroup(code));
                }
            }
        }

        return (of, groups);
    }

    private static Dictionary<string, GroupCount> Named(TextNumbers numbers, GroupTally?[] tallies, ColumnsAsk ask)
    {
        var named = new Dictionary<string, GroupCount>();
        for (var number = 0; number < tallies.Length; number++)
        {
            if (tallies[number] is { } tally)
            {
                named[numbers[number]] = tally.ToCount(ask.Buckets);
            }
        }

        return named;
    }

    private static void Name(PriorityQueue<Guid, long> overdue, Guid id, long deadline, int most)
    {
        if (overdue.Count < most)
        {
            overdue.Enqueue(id, -deadline);
        }
        else if (overdue.TryPeek(out _, out var least) && -deadline > least)
        {
            overdue.EnqueueDequeue(id, -deadline);
        }
    }

    private static List<Guid> InOrder(PriorityQueue<Guid, long> overdue)
    {
        var ids = new List<Guid>(overdue.Count);
        while (overdue.TryDequeue(out var id, out _))
        {
            ids.Add(id);
        }

        ids.Reverse();
        return ids;
    }

    private sealed class NamedGroup(string code)
    {
        public string Code => code;

        public GroupTally? Tally { get; set; }
    }

    /// <summary>The turnarounds of a period with the groups each counts in; sorted once for all of them.</summary>
    private sealed class ClosedInPeriod : IDisposable
    {
        private long[] turnarounds = ArrayPool<long>.Shared.Rent(1 << 12);
        private readonly List<GroupTally> tallies = [];
        private int[] groups = ArrayPool<int>.Shared.Rent(1 << 14);
        private int count;

        public void Add(long turnaround, GroupTally duty, GroupTally unit, GroupTally channel, GroupTally? grid)
        {
            if (count == turnarounds.Length || (count + 1) * 4 > groups.Length)
            {
                turnarounds = Doubled(turnarounds);
                groups = Doubled(groups);
            }

            turnarounds[count] = turnaround;
            var at = count++ * 4;
            groups[at] = NumberOf(duty);
            groups[at + 1] = NumberOf(unit);
            groups[at + 2] = NumberOf(channel);
            groups[at + 3] = grid is null ? -1 : NumberOf(grid);
        }

        public void RankInto(GroupTally overall)
        {
            overall.StartRanks();
            foreach (var tally in tallies)
            {
                tally.StartRanks();
            }

            var order = Ascending.OrderOf(turnarounds.AsSpan(0, count));
            try
            {
                for (var i = 0; i < count; i++)
                {
                    var at = order[i];
                    var turnaround = turnarounds[at];
                    overall.Rank(turnaround);
                    for (var group = at * 4; group < (at * 4) + 4; group++)
                    {
                        if (groups[group] >= 0)
                        {
                            tallies[groups[group]].Rank(turnaround);
                        }
                    }
                }
            }
            finally
            {
                ArrayPool<int>.Shared.Return(order);
            }
        }

        public void Dispose()
        {
            ArrayPool<long>.Shared.Return(turnarounds);
            ArrayPool<int>.Shared.Return(groups);
        }

        private int NumberOf(GroupTally tally)
        {
            if (tally.Number < 0)
            {
                tally.Number = tallies.Count;
                tallies.Add(tally);
            }

            return tally.Number;
        }

        private static T[] Doubled<T>(T[] from)
        {
            var to = ArrayPool<T>.Shared.Rent(from.Length * 2);
            from.CopyTo(to, 0);
            ArrayPool<T>.Shared.Return(from);
            return to;
        }
    }
}
