using System.Runtime.InteropServices;
using System.Text;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>
/// The keys of one request, encoded as they are given, for each row and each of the service's join keys. Cells that nobody sets are null. Reused from request to request
/// without allocating.
/// </summary>
public sealed class VectorKeys
{
    private readonly ServicePlan _plan;
    private readonly List<byte> _bytes = [];
    private (int Start, int Length)[] _cells = [];

    /// <summary>Keys for a service.</summary>
    public VectorKeys(ServicePlan plan) => _plan = plan;

    /// <summary>How many rows there are.</summary>
    public int Rows { get; private set; }

    /// <summary>Forgets all keys; every cell of the rows is null then.</summary>
    public void Reset(int rows)
    {
        Rows = rows;
        _bytes.Clear();
        var cells = rows * _plan.JoinKeys.Count;
        if (cells > _cells.Length) _cells = new (int, int)[cells];
        _cells.AsSpan(0, cells).Clear();
    }

    /// <summary>Sets a cell to a value, null or not, of the kind of the join key; Int32 and Int64 are the same.</summary>
    /// <param name="key">Which of <see cref="ServicePlan.JoinKeys"/>.</param>
    /// <param name="row">The row.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The value is a real or not a single value.</exception>
    public void Set(int key, int row, Value value)
    {
        if (value.IsNull) return;
        var start = _bytes.Count;
        RowKey.Append(_bytes, value);
        Cell(key, row) = (start, _bytes.Count - start);
    }

    /// <summary>Sets the cells of a join key from a column with as many rows.</summary>
    public void Set(int key, Column column)
    {
        for (var row = 0; row < Rows; row++)
        {
            if (column.IsNull(row)) continue;
            if (column is TextColumn text) SetText(key, row, text.Pool.Utf8(text.Codes[row]));
            else SetBits(key, row, ((Int64Column)column).Values[row]);
        }
    }

    /// <summary>Sets a cell of the whole-number lane by its bits.</summary>
    public void SetBits(int key, int row, long bits)
    {
        var start = _bytes.Count;
        RowKey.AppendBits(_bytes, _plan.JoinKeys[key].Kind, bits);
        Cell(key, row) = (start, _bytes.Count - start);
    }

    /// <summary>Sets a cell to a text.</summary>
    public void SetText(int key, int row, ReadOnlySpan<byte> utf8)
    {
        var start = _bytes.Count;
        RowKey.AppendText(_bytes, utf8);
        Cell(key, row) = (start, _bytes.Count - start);
    }

    /// <summary>Sets a cell to a text.</summary>
    public void SetText(int key, int row, string text)
    {
        Span<byte> buffer = stackalloc byte[256];
        if (Encoding.UTF8.TryGetBytes(text, buffer, out var length)) SetText(key, row, buffer[..length]);
        else SetText(key, row, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The encoded part in a cell; empty for null.</summary>
    internal ReadOnlySpan<byte> Part(int key, int row)
    {
        var (start, length) = Cell(key, row);
        return CollectionsMarshal.AsSpan(_bytes).Slice(start, length);
    }

    private ref (int Start, int Length) Cell(int key, int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        return ref _cells[(row * _plan.JoinKeys.Count) + key];
    }
}
