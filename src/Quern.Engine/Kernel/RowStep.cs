using Quern.PointInTime;

namespace Quern.Engine.Kernel;

/// <summary>Rows of a spine become lines keyed by the entity that one read asks for. A row whose key has a null asks for nothing, and has no line.</summary>
/// <param name="part">The read; not of a lookup, whose rows come from an <see cref="ItemStep"/>.</param>
/// <param name="output">Where the lines go.</param>
public sealed class RowStep(KernelPart part, KernelWriter output)
{
    private readonly int[] _keys = [.. part.Read.JoinKeys.Select(key => part.Service.JoinKeys.Select(joinKey => joinKey.Name).ToList().IndexOf(key))];

    /// <summary>Takes rows.</summary>
    public void Take(KernelRows rows)
    {
        var index = new KeyIndex(part.View.KeyKinds);
        var entities = new int[rows.Numbers.Count];
        new KeyMapper(index, add: true).Map([.. _keys.Select(key => rows.JoinKeys[key])], entities);
        for (var row = 0; row < entities.Length; row++)
        {
            if (entities[row] < 0) continue;
            KernelLine.WriteRow(output, index.Key(entities[row]).Bytes.Span, rows.Times.Values[row], rows.Numbers.Values[row]);
            output.EndLine();
        }
    }
}

/// <summary>Rows of a spine become lines keyed by their numbers, with what on-demand features take from the request. Each row has one: it says that the row is there.</summary>
/// <param name="output">Where the lines go.</param>
public sealed class RequestStep(KernelWriter output)
{
    /// <summary>Takes rows.</summary>
    public void Take(KernelRows rows)
    {
        for (var row = 0; row < rows.Numbers.Count; row++)
        {
            output.Write(KernelLine.Word(rows.Numbers.Values[row]));
            output.Tab();
            output.Write("0"u8);
            output.Tab();
            output.Write("q"u8);
            foreach (var column in rows.Requests)
            {
                output.Blank();
                KernelToken.Write(output, column, row);
            }

            output.EndLine();
        }
    }
}
