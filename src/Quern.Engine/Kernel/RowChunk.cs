using System.Buffers.Text;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Kernel;

/// <summary>Some rows of a training set while their values come in; what is not there of a row has a null key, and is not found.</summary>
internal sealed class RowChunk
{
    private readonly ServicePlan _service;
    private readonly Column[] _requests;
    private readonly ResultColumn[][] _reads;
    private readonly ResultWriter[][] _writers;
    private readonly bool[] _hasRead;
    private readonly List<(int Row, int Item, byte[] Content)>[] _items;
    private readonly List<long> _numbers = [];

    /// <summary>No rows.</summary>
    /// <param name="service">The service.</param>
    /// <param name="most">How many rows there will be at most.</param>
    public RowChunk(ServicePlan service, int most)
    {
        _service = service;
        _requests = [.. service.Requests.Select(request => Column.Create(request.Kind))];
        _reads = [.. service.Reads.Select(read => Columns(read, most))];
        _writers = [.. _reads.Select(read => read.Select(column => column.OpenWriter()).ToArray())];
        _hasRead = new bool[service.Reads.Count];
        _items = [.. service.Lookups.Select(_ => new List<(int, int, byte[])>())];
    }

    public int Count => _numbers.Count;

    public IReadOnlyList<long> Numbers => _numbers;

    public IReadOnlyList<Column> Requests => _requests;

    /// <summary>For each read, its features' values: those of the rows that are there come first.</summary>
    public ResultColumn[][] Reads => _reads;

    /// <summary>Begins another row; false when it is not what the service asks for.</summary>
    public bool TryBegin(long number, ReadOnlySpan<byte> content)
    {
        _numbers.Add(number);
        Array.Clear(_hasRead);
        if (!KernelToken.Next(ref content).SequenceEqual("q"u8)) return false;
        foreach (var column in _requests)
            if (!KernelToken.TryRead(KernelToken.Next(ref content), column))
                return false;
        return content.IsEmpty;
    }

    /// <summary>Adds values to the last row; false when the service has no such part, or they are not its.</summary>
    /// <exception cref="QuernException">The row has them already.</exception>
    public bool TryAdd(long number, KernelLine line)
    {
        var content = line.Content;
        var order = line.Order;
        if (order.Length < 5 || !TryReadHex(order.Slice(1, 4), out var part) || !KernelToken.Next(ref content).SequenceEqual("v"u8)) return false;
        KernelToken.Next(ref content);
        if (order[0] == '1') return order.Length == 5 && part < _reads.Length && TryAddRead(number, part, content);
        if (order[0] != '2' || order.Length != 13 || part >= _items.Length || !TryReadHex(order[5..], out var item)) return false;
        var items = _items[part];
        if (items.Count > 0 && items[^1].Row == Count - 1 && items[^1].Item == item) throw KernelFindings.NotTogether(number, $"values of item {item + 1} of lookup-{part + 1} more than once");
        items.Add((Count - 1, item, content.ToArray()));
        return true;
    }

    /// <summary>The values of a lookup's items, one after the other.</summary>
    /// <param name="lookup">Which lookup.</param>
    /// <param name="starts">Where each row's items begin.</param>
    /// <exception cref="QuernException">A row has an item that it does not name, or one whose values cannot be read.</exception>
    public ResultColumn[] Items(int lookup, int[] starts)
    {
        var columns = Columns(_service.Lookups[lookup].Items.Reads[0], starts[^1]);
        ResultWriter[] writers = [.. columns.Select(column => column.OpenWriter())];
        foreach (var (row, item, content) in _items[lookup])
        {
            if (starts[row] + item >= starts[row + 1]) throw KernelFindings.NotTogether(_numbers[row], $"an item of lookup-{lookup + 1} that it does not name");
            if (!TryFill(content, columns, writers, starts[row] + item)) throw KernelFindings.NotTogether(_numbers[row], $"values of item {item + 1} of lookup-{lookup + 1} that are not the view's");
        }

        return columns;
    }

    private static ResultColumn[] Columns(ViewRead read, int rows) => [.. read.Features.Select(feature => new ResultColumn(read.View.Features[feature].Type, rows))];

    private bool TryAddRead(long number, int read, ReadOnlySpan<byte> content)
    {
        if (_hasRead[read]) throw KernelFindings.NotTogether(number, $"values of read-{read + 1} more than once");
        _hasRead[read] = true;
        return TryFill(content, _reads[read], _writers[read], Count - 1);
    }

    private static bool TryFill(ReadOnlySpan<byte> content, ResultColumn[] columns, ResultWriter[] writers, int row)
    {
        for (var i = 0; i < columns.Length; i++)
            if (!KernelToken.TryRead(KernelToken.Next(ref content), columns[i].Type, writers[i], row))
                return false;
        return content.IsEmpty;
    }

    private static bool TryReadHex(ReadOnlySpan<byte> text, out int value)
    {
        var isRead = Utf8Parser.TryParse(text, out value, out var read, 'X') && read == text.Length;
        return isRead && value >= 0;
    }
}
