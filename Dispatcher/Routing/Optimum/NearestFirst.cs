namespace TaskManager.Dispatcher.Routing.Optimum;

/// <summary>
/// Members by distance, the nearest first, between equals the lower index; each at most once. A heap of fours that knows where each
/// member stands, so that one who has come nearer moves up instead of standing there twice. The runtime's queue does not say which of
/// two equals comes first; a replay must not depend on that.
/// </summary>
internal sealed class NearestFirst(int members)
{
    private readonly int[] heap = new int[members];
    private readonly int[] placeOf = new int[members];
    private readonly long[] distance = new long[members];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    public void Add(int member, long far)
    {
        distance[member] = far;
        MoveUp(member, Count++);
    }

    /// <summary>For a member who is in it.</summary>
    public void ComeNearer(int member, long far)
    {
        distance[member] = far;
        MoveUp(member, placeOf[member]);
    }

    public int Nearest() => heap[0];

    public void RemoveNearest()
    {
        var last = heap[--Count];
        var place = 0;
        while (true)
        {
            var first = (4 * place) + 1;
            if (first >= Count)
            {
                break;
            }

            var (child, end) = (first, Math.Min(first + 4, Count));
            for (var other = first + 1; other < end; other++)
            {
                if (IsNearer(heap[other], heap[child]))
                {
                    child = other;
                }
            }

            if (!IsNearer(heap[child], last))
            {
                break;
            }

            Put(heap[child], place);
            place = child;
        }

        Put(last, place);
    }

    private void MoveUp(int member, int place)
    {
        while (place > 0 && heap[(place - 1) / 4] is var parent && IsNearer(member, parent))
        {
            Put(parent, place);
            place = (place - 1) / 4;
        }

        Put(member, place);
    }

    private void Put(int member, int place)
    {
        heap[place] = member;
        placeOf[member] = place;
    }

    private bool IsNearer(int one, int other) => distance[one] < distance[other] || (distance[one] == distance[other] && one < other);
}
