namespace Quern.Engine.Usage;

/// <summary>
/// Counts the reads of one compiled request, by consumer. Told on the hot path: it waits for nobody, and allocates only for a consumer that it has not met. Safe for use from several threads.
/// </summary>
public sealed class UsageTally
{
    private readonly UsageCell?[] _cells = new UsageCell?[ConsumerTable.Places];
    private readonly Action<UsageCell> _list;

    /// <summary>A tally that has counted nothing.</summary>
    /// <param name="shape">What a row needs.</param>
    /// <param name="list">Told of a cell that has counts to be taken.</param>
    internal UsageTally(UsageShape shape, Action<UsageCell> list) => (Shape, _list) = (shape, list);

    /// <summary>What a row needs.</summary>
    public UsageShape Shape { get; }

    /// <summary>An answered read.</summary>
    /// <param name="consumer">Who asked.</param>
    /// <param name="rows">How many rows it had.</param>
    /// <param name="bytes">How many bytes the answer has.</param>
    /// <param name="took">How long it took.</param>
    public void Add(Consumer consumer, int rows, long bytes, TimeSpan took) => Cell(consumer).Add(1, rows, bytes, took.Ticks);

    /// <summary>Time that a read took beside that of its answer.</summary>
    public void AddTime(Consumer consumer, TimeSpan took) => Cell(consumer).Add(0, 0, 0, took.Ticks);

    // The same place belongs to another once a day. What the cell before still holds it has taken by itself.
    private UsageCell Cell(Consumer consumer)
    {
        ref var place = ref _cells[consumer.Place];
        var cell = Volatile.Read(ref place);
        if (cell is not null && cell.Consumer == consumer.Name) return cell;
        var made = new UsageCell(Shape, consumer.Name, _list);
        return Interlocked.CompareExchange(ref place, made, cell) == cell ? made : Cell(consumer);
    }
}
