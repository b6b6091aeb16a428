using System.Runtime.InteropServices;
using Quern.Planning;
using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Parts;

/// <summary>The part of a shared stream that a process takes. An event of an entity of another part is not for it: reads look for that entity elsewhere.</summary>
/// <param name="stream">The stream.</param>
/// <param name="part">Which of its parts.</param>
public sealed class OwnPart(SharedStream stream, int part)
{
    /// <summary>The code of an event that is in the wrong part.</summary>
    internal const string Foreign = "QRN6430";

    /// <summary>Tells of each event that is not of this part.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="view">Any view over the stream, since all have one key.</param>
    /// <param name="found">Told of each, by its row, and why.</param>
    internal void FindForeign(EventBatch batch, ViewPlan view, Action<int, string> found)
    {
        // What cannot be computed was told before, and one without a key is nobody's.
        var keys = view.Definition.Keys[0].Evaluate(batch, _ => true, (_, _) => { });
        var key = new List<byte>();
        for (var row = 0; row < batch.Count; row++)
        {
            if (keys.IsNull(row)) continue;
            key.Clear();
            if (keys is TextColumn text) RowKey.AppendText(key, text.Pool.Utf8(text.Codes[row]));
            else RowKey.AppendBits(key, keys.Kind, ((Int64Column)keys).Values[row]);
            if (stream.PartOf(CollectionsMarshal.AsSpan(key)) is var actual && actual != part)
                found(row, $"Its {view.Definition.Entity.JoinKeys[0]}, {keys[row]}, belongs to part {actual} of stream '{stream.Name}', and it came in part {part}: whoever sent it did not give it that key, or spreads keys by another function.");
        }
    }
}
