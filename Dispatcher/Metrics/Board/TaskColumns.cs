namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>What the board knows of a task, in its stored form.</summary>
internal sealed class BoardTaskRow
{
    public byte[] Id { get; init; } = [];

    public string Duty { get; init; } = "";

    public string Unit { get; init; } = "";

    public string Channel { get; init; } = "";

    public string? Grid { get; init; }

    public long IssuedAt { get; init; }

    public long? DeadlineAt { get; init; }

    public long? ClosedAt { get; init; }

    public long? CancelledAt { get; init; }

    public long? ClosedAutomatically { get; init; }
}

/// <summary>
/// Tasks by column: instants in milliseconds, names as numbers. Rows are kept in blocks, in the order they came, which is
/// nearly that of issue; each block knows what it can be about, so that most of a year is passed over unread. One
/// writer; readers while it does not write.
/// </summary>
internal sealed class TaskColumns
{
    private readonly List<Block> blocks = [];
    private int[] places = new int[1 << 10];

    /// <summary>An instant that has not come.</summary>
    public const long Never = long.MaxValue;

    public int Count { get; private set; }

    public IReadOnlyList<Block> Blocks => blocks;

    public TextNumbers Duties { get; } = new();

    public TextNumbers Units { get; } = new();

    public TextNumbers Channels { get; } = new();

    /// <summary>Grid 0 is no grid.</summary>
    public TextNumbers Grids { get; } = NumbersFromEmpty();

    /// <summary>Adds a task, or takes over how it is now.</summary>
    public void Put(BoardTaskRow row)
    {
        var id = new Guid(row.Id, bigEndian: true);
        var place = PlaceOf(id);
        var at = places[place] - 1;
        if (at < 0)
        {
            at = Count++;
            if (at % Block.Size is 0)
            {
                blocks.Add(new Block());
            }

            places[place] = at + 1;
            var added = blocks[at / Block.Size];
            added.Ids[at % Block.Size] = id;
            added.Count++;
            if (Count * 2 > places.Length)
            {
                Grow();
            }
        }

        blocks[at / Block.Size].Set(at % Block.Size, row, Duties.Of(row.Duty), Units.Of(row.Unit), Channels.Of(row.Channel), Grids.Of(row.Grid ?? ""));
    }

    /// <summary>Where a task stands; null when it is not kept.</summary>
    public (Block Block, int Row)? Find(Guid id) => places[PlaceOf(id)] - 1 is >= 0 and var at ? (blocks[at / Block.Size], at % Block.Size) : null;

    /// <summary>Open addressing: the place that holds the id, or the empty one it would take. The end of a UUIDv7 is random.</summary>
    private int PlaceOf(Guid id)
    {
        var mask = places.Length - 1;
        var place = id.GetHashCode() & mask;
        while (places[place] - 1 is >= 0 and var at && blocks[at / Block.Size].Ids[at % Block.Size] != id)
        {
            place = (place + 1) & mask;
        }

        return place;
    }

    private void Grow()
    {
        places = new int[places.Length * 2];
        for (var at = 0; at < Count; at++)
        {
            places[PlaceOf(blocks[at / Block.Size].Ids[at % Block.Size])] = at + 1;
        }
    }

    private static TextNumbers NumbersFromEmpty()
    {
        var numbers = new TextNumbers();
        numbers.Of("");
        return numbers;
    }

    /// <summary>Some thousand tasks.</summary>
    internal sealed class Block
    {
        public const int Size = 4096;

        public readonly Guid[] Ids = new Guid[Size];
        public readonly long[] Issued = new long[Size];
        public readonly long[] Deadline = new long[Size];
        public readonly long[] Closed = new long[Size];
        public readonly long[] Cancelled = new long[Size];
        public readonly int[] Duty = new int[Size];
        public readonly int[] Unit = new int[Size];
        public readonly int[] Channel = new int[Size];
        public readonly int[] Grid = new int[Size];
        public readonly bool[] Automatic = new bool[Size];
        private readonly bool[] isOpen = new bool[Size];

        public int Count { get; set; }

        /// <summary>The earliest issue.</summary>
        public long First { get; private set; } = Never;

        /// <summary>The latest thing that happened or falls due; never earlier than it truly is.</summary>
        public long Last { get; private set; } = long.MinValue;

        /// <summary>Tasks neither closed nor cancelled.</summary>
        public int Open { get; private set; }

        public void Set(int row, BoardTaskRow from, int duty, int unit, int channel, int grid)
        {
            Issued[row] = from.IssuedAt;
            Deadline[row] = from.DeadlineAt ?? Never;
            Closed[row] = from.ClosedAt ?? Never;
            Cancelled[row] = from.CancelledAt ?? Never;
            (Duty[row], Unit[row], Channel[row], Grid[row]) = (duty, unit, channel, grid);
            Automatic[row] = from.ClosedAutomatically is 1;

            var open = from.ClosedAt is null && from.CancelledAt is null;
            Open += (open ? 1 : 0) - (isOpen[row] ? 1 : 0);
            isOpen[row] = open;
            First = Math.Min(First, from.IssuedAt);
            Last = Math.Max(Math.Max(Last, from.IssuedAt), Math.Max(from.DeadlineAt ?? from.IssuedAt, Math.Max(from.ClosedAt ?? from.IssuedAt, from.CancelledAt ?? from.IssuedAt)));
        }
    }
}
