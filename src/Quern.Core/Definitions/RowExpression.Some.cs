using Quern.Schema;
using Quern.Values;

namespace Quern.Definitions;

public sealed partial class RowExpression
{
    private const string RowFailed = "QRN1006";

    /// <summary>
    /// The value for each row that counts, as <see cref="Evaluate(EventBatch)"/> gives it; what others have means nothing, and they cannot fail. Only when some row fails are rows looked at
    /// one by one.
    /// </summary>
    /// <param name="batch">The rows.</param>
    /// <param name="counts">Whether a row counts; asked for rows in ascending order.</param>
    /// <param name="failed">Told of each row that counts and whose value cannot be computed, and why; its value is null.</param>
    public Column Evaluate(EventBatch batch, Func<int, bool> counts, Action<int, string> failed)
    {
        try
        {
            return Evaluate(batch);
        }
        catch (QuernException e) when (e.Findings is [{ Code: RowFailed }])
        {
            return EvaluateEach(batch, counts, failed);
        }
    }

    private Column EvaluateEach(EventBatch batch, Func<int, bool> counts, Action<int, string> failed)
    {
        var (values, one) = (Column.Create(Kind, batch.Count), new EventBatch(batch.Schema, Fields));
        for (var row = 0; row < batch.Count; row++)
        {
            if (!counts(row))
            {
                values.AppendNull();
                continue;
            }

            one.Clear();
            foreach (var field in Fields) one[field].AppendFrom(batch[field], row);
            one.Count = 1;
            try
            {
                values.AppendFrom(Evaluate(one), 0);
            }
            catch (QuernException e) when (e.Findings is [{ Code: RowFailed }])
            {
                values.AppendNull();
                failed(row, e.InnerException!.Message);
            }
        }

        return values;
    }
}
