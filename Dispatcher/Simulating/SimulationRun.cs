namespace TaskManager.Dispatcher.Simulating;

/// <summary>What happened in a simulation, task by task and member by member. Instants are milliseconds since 1970; −1: never.</summary>
internal sealed class SimulationRun
{
    private readonly World world;
    private readonly HashSet<int> atDesk = [];
    private double loadGini;
    private long loadSamples;

    public SimulationRun(World world, long start, long lastArrival)
    {
        this.world = world;
        (Start, LastArrival, End) = (start, lastArrival, lastArrival + (long)world.Settings.After.TotalMilliseconds);
        (Member, BegunAt, DoneAt) = (Never<int>(-1), Never(-1L), Never(-1L));
        var members = world.Members.Members.Length;
        (OpenMax, BusyTime, Overtime, BusyInPeriod) = (new int[members], new long[members], new long[members], new long[members]);

        T[] Never<T>(T value)
        {
            var each = new T[world.Tasks.Count];
            Array.Fill(each, value);
            return each;
        }
    }

    public long Start { get; }

    public long LastArrival { get; }

    public long End { get; }

    /// <summary>By task: index of the member.</summary>
    public int[] Member { get; }

    public long[] BegunAt { get; }

    public long[] DoneAt { get; }

    /// <summary>By member: most open tasks at a time.</summary>
    public int[] OpenMax { get; }

    /// <summary>By member: travel and work of all begun tasks.</summary>
    public long[] BusyTime { get; }

    /// <summary>By member: as much of it as lay outside the shift.</summary>
    public long[] Overtime { get; }

    public double TravelKilometres { get; set; }

    internal WorkingHours[] Hours { get; set; } = [];

    private long[] BusyInPeriod { get; }

    internal void Busy(int member, long begin, long end)
    {
        var within = Hours[member].Within(begin, end);
        BusyTime[member] += end - begin;
        Overtime[member] += end - begin - within;
        BusyInPeriod[member] += Hours[member].Within(begin, Math.Min(end, LastArrival));
    }

    internal void WaitedAtDesk(IEnumerable<(long Deadline, int Task)> waiting)
    {
        foreach (var (_, task) in waiting)
        {
            atDesk.Add(task);
        }
    }

    /// <summary>How unevenly what is open now lies on the members of each unit, in hours in which anything is.</summary>
    internal void SampleLoads(Simulation.MemberRun[] members)
    {
        if (Spread.Within(members.Select(member => member.Member.Unit), members.Select(member => (double)member.Open / member.Member.Capacity)) is { } spread)
        {
            loadGini += spread.Gini;
            loadSamples++;
        }
    }

    /// <summary>The figures; definitions are in docs/simulation.md.</summary>
    public RunFigures Figures()
    {
        long due = 0, onTime = 0, done = 0;
        var turnaround = new List<double>(world.Tasks.Count);
        var members = world.Members.Members;
        var tasks = new double[members.Length];
        for (var i = 0; i < world.Tasks.Count; i++)
        {
            var task = world.Tasks[i].Task;
            if (task.DeadlineAt?.ToUnixTimeMilliseconds() is { } deadline && deadline <= End)
            {
                due++;
                onTime += DoneAt[i] >= 0 && DoneAt[i] <= deadline ? 1 : 0;
            }

            if (DoneAt[i] >= 0)
            {
                done++;
                turnaround.Add((DoneAt[i] - task.At.ToUnixTimeMilliseconds()) / 3_600_000.0);
            }

            if (Member[i] >= 0)
            {
                tasks[Member[i]] += 1.0 / members[Member[i]].Capacity;
            }
        }

        turnaround.Sort();
        var units = members.Select(member => member.Unit).ToList();
        var work = Spread.Within(units, tasks);
        var hours = Spread.Within(units, BusyTime.Select(busy => (double)busy));
        var shiftHours = Hours.Sum(each => (double)each.Within(Start, LastArrival));
        return new RunFigures
        {
            OnTimeRate = due > 0 ? (double)onTime / due : 0,
            TurnaroundP50 = Rank(turnaround, 0.5),
            TurnaroundP90 = Rank(turnaround, 0.9),
            TurnaroundMean = turnaround.Count > 0 ? turnaround.Average() : 0,
            TasksGini = work?.Gini ?? 0,
            TasksMaxOverMean = work?.MaxOverMean ?? 1,
            HoursGini = hours?.Gini ?? 0,
            HoursMaxOverMean = hours?.MaxOverMean ?? 1,
            LoadGini = loadSamples > 0 ? loadGini / loadSamples : 0,
            TravelPerTask = done > 0 ? TravelKilometres / done : 0,
            OvertimeHours = Overtime.Sum() / 3_600_000.0,
            AtDesk = atDesk.Count / (double)world.Tasks.Count,
            Open = world.Tasks.Count - done,
            Utilisation = shiftHours > 0 ? BusyInPeriod.Sum(busy => (double)busy) / shiftHours : 0,
            Due = due,
        };
    }

    private static double Rank(List<double> sorted, double share) => sorted.Count is 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
}
