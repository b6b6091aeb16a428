using Quern.Engine.Events;
using Quern.Engine.PointInTime;
using Quern.PointInTime;
using Quern.Values;

namespace Quern.Engine.Kernel;

/// <summary>
/// The step that computes: sorted lines of events and rows, entity by entity, become lines of values, keyed by the numbers of the rows. It is the sweep that makes every training set, over as many entities at a time as fill a
/// few thousand lines: memory is bounded by the largest entity, however long the stream is.
/// </summary>
public sealed class ValueStep
{
    private const int ChunkLines = 1 << 14;

    private readonly KernelPart _part;
    private readonly bool _asKnown;
    private readonly KernelWriter _output;
    private readonly ViewScan _scan;
    private readonly SortedLines _lines = new();
    private EntityChunk _chunk;

    /// <summary>A step for one stream of sorted lines.</summary>
    /// <param name="part">Whose values.</param>
    /// <param name="asKnown">Whether each row sees only what was known by then.</param>
    /// <param name="output">Where the lines go.</param>
    public ValueStep(KernelPart part, bool asKnown, KernelWriter output)
    {
        (_part, _asKnown, _output) = (part, asKnown, output);
        _scan = EventStep.NewScan(part.View, asKnown);
        _chunk = new(_scan);
    }

    /// <summary>Takes a line.</summary>
    /// <exception cref="QuernException">It is none of an event or a row, or out of order.</exception>
    public void Take(ReadOnlySpan<byte> bytes, long number)
    {
        var line = _lines.Read(bytes, number, out var isNewKey);
        if (isNewKey && _chunk.Lines >= ChunkLines) Finish();
        if (isNewKey) _chunk.BeginEntity();
        var content = line.Content;
        var kind = KernelToken.Next(ref content);
        if (!KernelLine.TryReadWord(line.Order, out var time)) throw KernelFindings.Malformed(number, "its order does not begin with an instant", bytes);
        if (kind.SequenceEqual("e"u8))
        {
            if (!_chunk.TryAddEvent(time, content)) throw KernelFindings.Malformed(number, $"it is not an event of view '{_part.View.Reference}' as its definition has it", bytes);
        }
        else if (!kind.SequenceEqual("r"u8) || !TryReadRow(content, out var row, out var item) || !_chunk.TryAddRow(time, row, item))
        {
            throw KernelFindings.Malformed(number, "it is neither an event nor a row", bytes);
        }
    }

    /// <summary>Computes and writes what is left.</summary>
    public void Finish()
    {
        if (_chunk.Rows.Count > 0) Compute();
        // Anew, so that nothing is kept of the texts of entities that are done.
        _chunk = new(_scan);
    }

    private void Compute()
    {
        long[] times = [.. _chunk.Rows.Select(row => row.Time)];
        int[] entities = [.. _chunk.Rows.Select(row => row.Entity)];
        var table = new RowTable(entities, times, _chunk.Entities);
        ResultColumn[] results = [.. _part.Read.Features.Select(feature => new ResultColumn(_part.View.Features[feature].Type, times.Length))];
        var events = new SortedEvents(_part.View);
        events.Load(_chunk.Events(), _chunk.Entities, EntityPartition.None, _asKnown, _chunk.Replaced);
        var sweeper = new PartSweeper(_part.Read, table, results, _asKnown);
        sweeper.Load(events);
        for (var entity = 0; entity < _chunk.Entities; entity++)
            for (var window = 0; window < sweeper.Windows; window++)
                sweeper.Run(entity, window);
        for (var row = 0; row < times.Length; row++) Write(_chunk.Rows[row], results, row);
    }

    private void Write(EntityChunk.Row asked, ResultColumn[] results, int row)
    {
        _output.Write(KernelLine.Word(asked.Number));
        _output.Tab();
        _output.Write(FinishStep.OrderOf(_part, asked.Item));
        _output.Tab();
        _output.Write("v "u8);
        _output.Write(asked.Time);
        foreach (var column in results)
        {
            _output.Blank();
            KernelToken.Write(_output, column, row);
        }

        _output.EndLine();
    }

    private bool TryReadRow(ReadOnlySpan<byte> content, out long row, out int item)
    {
        var word = KernelToken.Next(ref content);
        var at = -1L;
        item = -1;
        if (!KernelLine.TryReadWord(word, out row) || word.Length != KernelLine.Word(row).Length) return false;
        if (_part.IsLookup && (!KernelToken.TryReadNumber(KernelToken.Next(ref content), out at) || at is < 0 or > int.MaxValue)) return false;
        item = (int)at;
        return content.IsEmpty;
    }
}
