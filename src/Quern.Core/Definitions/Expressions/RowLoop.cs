using System.Linq.Expressions;
using Quern.Schema;
using Quern.Values;

namespace Quern.Definitions.Expressions;

/// <summary>Runs a compiled kernel over whole batches and finds the row when one cannot be computed.</summary>
internal sealed class RowLoop(LambdaExpression lambda, RowSchema schema, int[] fields, ValueKind kind, string text)
{
    private readonly RowKernel _kernel = RowKernelCompiler.Compile(lambda, schema, fields);

    public Column Run(EventBatch batch) => Run(new RowLanes(batch, fields), batch.Count, null);

    /// <summary>Computes the rows; where they are a selection from a batch, <paramref name="rows"/> has the number that each has there.</summary>
    public Column Run(RowLanes lanes, int count, IReadOnlyList<int>? rows)
    {
        var output = NewOutput(count);
        try
        {
            _kernel(lanes, output, 0, count);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw Locate(lanes, count, rows, exception);
        }

        return output;
    }

    private Column NewOutput(int count)
    {
        var output = Column.Create(kind, count);
        switch (output)
        {
            case Int64Column whole:
                whole.AppendRange(count);
                break;
            case Float64Column real:
                real.AppendRange(count);
                break;
            case TextColumn texts:
                texts.AppendRange(count);
                break;
        }

        return output;
    }

    // The loop does not pay for keeping track of its row: after a failure the rows are tried one by one.
    private QuernException Locate(RowLanes lanes, int count, IReadOnlyList<int>? rows, Exception exception)
    {
        var output = NewOutput(count);
        for (var row = 0; row < count; row++)
            try
            {
                _kernel(lanes, output, row, row + 1);
            }
            catch (Exception cause) when (cause is not OutOfMemoryException)
            {
                return new(DefinitionFindings.RowFailed(text, rows?[row] ?? row, cause), cause);
            }

        return new(DefinitionFindings.RowFailed(text, 0, exception), exception);
    }
}
