using System.Text.Json;
using Quern.Protocol.Columns;
using Quern.Protocol.Errors;
using Quern.Protocol.Json;
using Quern.Values;

namespace Quern.Protocol.Online;

/// <summary>
/// The second pass over a request's body: reads the entities into the typed columns that a service needs, without objects in between. Columns that it does not
/// need are passed over. Reused from request to request; for one thread at a time.
/// </summary>
public sealed class EntityReader
{
    private readonly PreparedService _service;
    private readonly int _rowLimit;
    private readonly ColumnReader[] _readers;
    private readonly int[] _lengths;
    private readonly int[] _order;
    private readonly Column[] _joinKeys;
    private readonly Column[] _requests;
    private int _ordered;

    /// <summary>A reader for a service that refuses more than <paramref name="rowLimit"/> rows.</summary>
    public EntityReader(PreparedService service, int rowLimit)
    {
        (_service, _rowLimit) = (service, rowLimit);
        _readers = [.. service.Plan.JoinKeys.Concat(service.Plan.Requests).Select(field => ColumnReader.For(field.Kind))];
        _lengths = new int[_readers.Length];
        _order = new int[service.Plan.JoinKeys.Count];
        _joinKeys = new Column[service.Plan.JoinKeys.Count];
        _requests = new Column[service.Plan.Requests.Count];
    }

    /// <summary>The join keys, in the service's order.</summary>
    public IReadOnlyList<Column> JoinKeys => _joinKeys;

    /// <summary>The request fields, in the service's order.</summary>
    public IReadOnlyList<Column> Requests => _requests;

    /// <summary>How many rows the request has.</summary>
    public int Rows { get; private set; }

    /// <summary>The join keys' positions in the order in which the request names them.</summary>
    public ReadOnlySpan<int> Order => _order.AsSpan(0, _ordered);

    /// <summary>Reads the entities.</summary>
    /// <param name="entities">A valid JSON object: <see cref="RequestHead.Entities"/>.</param>
    /// <param name="findings">Gets everything that is wrong with them; null while nothing is.</param>
    public void Read(ReadOnlySpan<byte> entities, ref List<RequestFinding>? findings)
    {
        Begin();
        var json = new Utf8JsonReader(entities);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var slot = SlotOf(ref json);
            json.Read();
            if (slot >= 0) ReadColumn(slot, ref json, ref findings);
            else json.Skip();
        }

        Check(ref findings);
        for (var i = 0; i < _readers.Length; i++)
            if (i < _joinKeys.Length) _joinKeys[i] = _readers[i].Column;
            else _requests[i - _joinKeys.Length] = _readers[i].Column;
    }

    private void Begin()
    {
        foreach (var reader in _readers) reader.Begin();
        Array.Fill(_lengths, -1);
        (_ordered, Rows) = (0, 0);
    }

    private int SlotOf(ref Utf8JsonReader json)
    {
        for (var i = 0; i < _service.JoinKeyNames.Length; i++)
            if (json.IsNamed(_service.JoinKeyNames[i]))
                return i;
        for (var i = 0; i < _service.RequestNames.Length; i++)
            if (json.IsNamed(_service.RequestNames[i]))
                return _joinKeys.Length + i;
        foreach (var (name, joinKey) in _service.EntityNames)
            if (json.IsNamed(name))
                return joinKey;
        return -1;
    }

    private void ReadColumn(int slot, ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        if (_lengths[slot] >= 0)
        {
            RequestErrors.Add(ref findings, RequestErrors.Duplicate("Entity column", NameOf(slot), isColumn: true));
            json.Skip();
            return;
        }

        _lengths[slot] = 0;
        if (slot < _joinKeys.Length) _order[_ordered++] = slot;
        if (json.TokenType != JsonTokenType.StartArray)
        {
            RequestErrors.Add(ref findings, RequestErrors.WrongShape($"entities.{NameOf(slot)}", "an array with one value for each row", JsonNames.Of(json.TokenType)));
            json.Skip();
            // It is told once, as what it is, and not again as a column of another length.
            _lengths[slot] = int.MaxValue;
            return;
        }

        ReadValues(slot, ref json, ref findings);
    }

    private void ReadValues(int slot, ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        var reader = _readers[slot];
        var (rows, wrong, firstWrong, text) = (0, 0, 0, "");
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; rows++)
        {
            if (rows < _rowLimit)
            {
                if (json.TokenType == JsonTokenType.Null) reader.Column.AppendNull();
                else if (!reader.TryAppend(ref json) && wrong++ == 0) (firstWrong, text) = (rows, JsonNames.Shown(ref json));
            }

            json.Skip();
        }

        _lengths[slot] = rows;
        if (wrong > 0) RequestErrors.Add(ref findings, RequestErrors.WrongValues(NameOf(slot), reader.Expected, wrong, firstWrong, text));
    }

    private void Check(ref List<RequestFinding>? findings)
    {
        EntityChecks.Missing(_service.Plan, _readers, _lengths, ref findings);
        var longest = EntityChecks.Lengths(_service.Plan, _lengths, ref findings);
        if (longest > _rowLimit) RequestErrors.Add(ref findings, RequestErrors.TooManyRows(longest, _rowLimit));
        Rows = longest;
    }

    private string NameOf(int slot) => EntityChecks.NameOf(_service.Plan, slot);
}
