using Quern.Engine.TrainingSets;
using Quern.Stores.DuckDb;

namespace Quern.Stores.TrainingSets;

/// <summary>
/// A computed column as a function of a row's place, so that DuckDB reads it like a column while it copies the spine. The database keeps the function for as long as it lives, but
/// not what it read: <see cref="Release"/> lets that go.
/// </summary>
internal sealed class FeatureFunction(string name, TrainingColumn column, long first)
{
    private Values.ResultColumn? _values = column.Values;

    public string Name => name;

    public ScalarFunction Sql => new(name, [DuckType.BigInt], TypeOf(column), column.Statuses ? WriteStatuses : WriteValues);

    /// <summary>The type of a computed column.</summary>
    public static DuckType TypeOf(TrainingColumn column) => column.Statuses ? DuckType.Varchar : ResultVector.TypeOf(column.Values.Type);

    public void Release() => _values = null;

    private Values.ResultColumn Values => _values ?? throw new InvalidOperationException("The column was let go.");

    private void WriteStatuses(DataChunk input, VectorWriter output) => ResultVector.WriteStatuses(Values, input[0].Values<long>(), first, output);

    private void WriteValues(DataChunk input, VectorWriter output) => ResultVector.Write(Values, input[0].Values<long>(), first, output);
}
