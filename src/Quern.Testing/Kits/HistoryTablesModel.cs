using Quern.Engine.Streams;
using Quern.Schema;

namespace Quern.Testing.Kits;

/// <summary>Generated sequences of operations against a model: a list of what was appended. Where the store can be made to fail, whoever writes begins again as a stream's writer does: where the table is.</summary>
internal sealed class HistoryTablesModel(IHistoryTablesPlace place, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<(RowSchema Schema, long From, long To)> _appended = [];
    private readonly string _stream = $"stream{seed}";
    private IHistoryTables _tables = place.Open();
    private long _next;

    public static void Run(IHistoryTablesPlace place, int seeds, int steps, bool isFailing)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            var model = new HistoryTablesModel(place, seed);
            try
            {
                using (var failing = isFailing ? place.Fail(seed) : null)
                {
                    if (isFailing && failing is null) return;
                    for (var step = 0; step < steps; step++) model.Step();
                }

                if (model._appended.Count > 0) HistoryTablesKit.Holds(place, model._stream, [.. model._appended]);
            }
            catch (KitFailure failure)
            {
                throw new KitFailure($"seed {seed}: {failure.Message}");
            }
            finally
            {
                model._tables.Dispose();
            }
        }
    }

    private void Step()
    {
        switch (_random.Next(8))
        {
            case 0:
                _tables.Dispose();
                _tables = place.Open();
                break;
            case 1:
                Attempt(() => _tables.Tidy(_stream));
                break;
            case 2 when _appended.Count > 0:
                var (schema, from, to) = _appended[^1];
                Attempt(() => KitFailure.Unless(!_tables.Append(_stream, [HistoryEvents.Run(schema, from, to)]), $"events {from} to {to} were written twice"));
                break;
            case 3:
                Attempt(() => KitFailure.Unless(_tables.Ends(_stream).Whole == _next, $"it is not at {_next}"));
                break;
            default:
                Append(_random.Next(3) == 0 ? HistoryEvents.Later : HistoryEvents.First, _next + _random.Next(1, 60));
                break;
        }
    }

    // After a failure nobody knows whether they are there: the second try finds out.
    private void Append(RowSchema schema, long to)
    {
        var (from, isSure) = (_next, true);
        while (true)
        {
            try
            {
                var isNew = _tables.Append(_stream, [HistoryEvents.Run(schema, from, to)]);
                KitFailure.Unless(isNew || !isSure, $"events {from} to {to} are said to be there already");
                break;
            }
            catch (QuernException)
            {
                isSure = false;
            }
        }

        _appended.Add((schema, from, to));
        _next = to;
    }

    private static void Attempt(Action work)
    {
        try
        {
            work();
        }
        catch (QuernException)
        {
            // It cannot be done now.
        }
    }
}
