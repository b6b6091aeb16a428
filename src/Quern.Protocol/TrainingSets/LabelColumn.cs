using System.Text.Json;
using Quern.Protocol.Columns;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;
using Quern.Values;

namespace Quern.Protocol.TrainingSets;

/// <summary>
/// One column of labels while it is read. A column that the features need has their type; another has the kind of its first value that is not null, except that whole numbers become reals with
/// the first that is none. Text stays text, whatever it looks like.
/// </summary>
internal sealed class LabelColumn
{
    private readonly ColumnReader? _declared;
    private ColumnReader? _found;
    private int _nulls;
    private int _wrong;
    private int _firstWrong;
    private string _shown = "";

    public LabelColumn(string name, ValueKind? kind) => (Name, _declared) = (name, kind is { } declared ? ColumnReader.For(declared) : null);

    public string Name { get; }

    /// <summary>How many values it has.</summary>
    public int Count { get; private set; }

    /// <summary>Its values; of a column of nulls alone, texts.</summary>
    public Column Values => (Reader ?? Begin(ValueKind.String)).Column;

    private ColumnReader? Reader => _declared ?? _found;

    /// <summary>Takes the value that the reader stands on, and passes over it.</summary>
    public void Take(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) AppendNull();
        else if (!TryAppend(ref json))
        {
            if (_wrong++ == 0) (_firstWrong, _shown) = (Count, JsonNames.Shown(ref json));
            AppendNull();
        }
        else Count++;

        json.Skip();
    }

    /// <summary>Makes it as long as others are.</summary>
    public void FillTo(int rows)
    {
        while (Count < rows) AppendNull();
    }

    /// <summary>Tells what was wrong with its values; rows are counted from 0.</summary>
    public void Tell(ref List<RequestFinding>? findings)
    {
        if (_wrong == 0) return;
        RequestErrors.Add(ref findings, _declared is { } declared
            ? TrainingSetErrors.WrongValues(Name, declared.Expected, _wrong, _firstWrong, _shown)
            : TrainingSetErrors.Mixed(Name, _found?.Expected ?? "arrays or objects", _wrong, _firstWrong, _shown));
    }

    private void AppendNull()
    {
        if (Reader is { } reader) reader.Column.AppendNull();
        else _nulls++;
        Count++;
    }

    private bool TryAppend(ref Utf8JsonReader json)
    {
        if (_declared is not null) return _declared.TryAppend(ref json);
        if (_found is null && KindOf(ref json) is { } kind) _found = Begin(kind);
        if (_found is null || !IsSame(json.TokenType, _found.Column.Kind)) return false;
        if (_found.TryAppend(ref json)) return true;
        if (_found.Column.Kind == ValueKind.Int64) _found = ToReals((Int64Column)_found.Column);
        return _found.TryAppend(ref json);
    }

    // A text is never a number, and a number never a text, although a key may be either.
    private static bool IsSame(JsonTokenType type, ValueKind kind) => type switch
    {
        JsonTokenType.True or JsonTokenType.False => kind == ValueKind.Boolean,
        JsonTokenType.Number => kind is ValueKind.Int64 or ValueKind.Float64,
        JsonTokenType.String => kind == ValueKind.String,
        _ => false,
    };

    // 7.0 is a real: whoever writes it so has a column of reals.
    private static ValueKind? KindOf(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.True or JsonTokenType.False => ValueKind.Boolean,
        JsonTokenType.Number => json.TryGetInt64(out _) ? ValueKind.Int64 : ValueKind.Float64,
        JsonTokenType.String => ValueKind.String,
        _ => null,
    };

    private static ColumnReader ToReals(Int64Column whole)
    {
        var reals = new Float64Column(ValueKind.Float64, whole.Count);
        for (var row = 0; row < whole.Count; row++)
            if (whole.IsNull(row)) reals.AppendNull();
            else reals.Append(whole.Values[row]);
        return ColumnReader.Into(reals);
    }

    private ColumnReader Begin(ValueKind kind)
    {
        var reader = ColumnReader.For(kind);
        for (var row = 0; row < _nulls; row++) reader.Column.AppendNull();
        _nulls = 0;
        return reader;
    }
}
