using TaskManager.Dispatcher.Metrics;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Bench.Lifecycle;

/// <summary>
/// Whether everything went right: rows, the journal's chain, and the figures, which are worked out once more here from the requests alone.
/// </summary>
internal sealed class LifecycleCheck(Database database, JournalCheck journal, FiguresQueries figures)
{
    /// <param name="tasks">So many requests were issued, the first ones of <see cref="BenchCity"/>.</param>
    /// <param name="now">When all were closed.</param>
    /// <param name="cancel">Stops the look.</param>
    /// <returns>What is wrong; empty: nothing.</returns>
    public async Task<IReadOnlyList<string>> FaultsAsync(int tasks, DateTimeOffset now, CancellationToken cancel)
    {
        var faults = new List<string>();
        var counts = (await database.ReadAsync(session => session.FindAsync<Counts>("bench-counts"), cancel))!;
        Expect("matters", tasks, counts.Matters);
        Expect("tasks", tasks, counts.Tasks);
        Expect("closed tasks", tasks, counts.Closed);
        Expect("assignments to members", tasks, counts.WithMembers);
        Expect("feedback rows", tasks, counts.Feedback);
        Expect("journal rows", 2L * tasks, counts.Journal);
        Expect("messages left in the outbox", 0, counts.Outbox);
        Expect("dead letters", 0, counts.DeadLetters);
        if (tasks >= 4 * BenchCity.Members)
        {
            // Fewer, and it depends on the draw whether each member's grid had enough.
            Expect("members who got a task", BenchCity.Members, counts.Members);
        }

        var verdict = await journal.VerifyAsync(cancel);
        faults.AddRange(verdict.Faults);
        Expect("journal rows verified", counts.Journal, verdict.Rows);
        var report = await figures.AsOfAsync(now, Scope.Everything, cancel);
        Compare("all", Enumerable.Range(0, tasks), report.Overall);
        var requests = Enumerable.Range(0, tasks).Select(i => (Number: i, Request: BenchCity.Request(i, now))).ToList();
        CompareGroups("duty", requests.ToLookup(each => each.Request.Duty, each => each.Number), report.ByDuty);
        CompareGroups("channel", requests.ToLookup(each => each.Request.Channel, each => each.Number), report.ByChannel);
        CompareGroups("unit", requests.ToLookup(each => BenchCity.UnitOf(each.Request.Grid!), each => each.Number), report.ByUnit);
        return faults;

        void Expect(string what, long expected, long found)
        {
            if (expected != found)
            {
                faults.Add($"{what}: {found}, expected {expected}.");
            }
        }

        void CompareGroups(string by, ILookup<string, int> expected, IReadOnlyList<GroupFigures> found)
        {
            Expect($"groups by {by}", expected.Count, found.Count);
            foreach (var group in found)
            {
                Compare(group.Code, expected[group.Code], group.Figures);
            }
        }

        void Compare(string group, IEnumerable<int> numbers, Figures found)
        {
            var each = numbers.ToList();
            var turnarounds = each.ConvertAll(number => BenchCity.Took(number).TotalHours);
            turnarounds.Sort();
            Expect($"{group}: issued", each.Count, found.Issued);
            Expect($"{group}: closed", each.Count, found.Closed);
            Expect($"{group}: due", each.Count(BenchCity.IsDue), found.Due);
            Expect($"{group}: closed on time", each.Count(number => BenchCity.IsDue(number) && BenchCity.Took(number) <= BenchCity.Near), found.ClosedOnTime);
            Expect($"{group}: automatic", each.Count(BenchCity.IsAutomatic), found.Automatic);
            if (found.TurnaroundHours is not { } hours
                || !IsNear(hours.P50, At(0.50)) || !IsNear(hours.P90, At(0.90)) || !IsNear(hours.P99, At(0.99)) || !IsNear(hours.Mean, turnarounds.Average()))
            {
                faults.Add($"{group}: turnaround {found.TurnaroundHours}, expected p50 {At(0.50)}, p90 {At(0.90)}, p99 {At(0.99)}, mean {turnarounds.Average()}.");
            }

            double At(double share)
            {
                var rank = (turnarounds.Count - 1) * share;
                var below = (int)rank;
                return turnarounds[below] + ((rank - below) * (turnarounds[Math.Min(below + 1, turnarounds.Count - 1)] - turnarounds[below]));
            }
        }
    }

    private static bool IsNear(double one, double other) => Math.Abs(one - other) <= 1e-6 * Math.Max(1, Math.Abs(other));

    private sealed class Counts
    {
        public long Matters { get; init; }

        public long Tasks { get; init; }

        public long Closed { get; init; }

        public long WithMembers { get; init; }

        public long Members { get; init; }

        public long Feedback { get; init; }

        public long Journal { get; init; }

        public long Outbox { get; init; }

        public long DeadLetters { get; init; }
    }
}
