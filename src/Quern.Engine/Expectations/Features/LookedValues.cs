using Quern.Values;

namespace Quern.Engine.Expectations.Features;

/// <summary>The values of some rows as they were when somebody looked at them and let a paused view go on: what failed then does not pause it again. They are computed when the first is asked for.</summary>
/// <param name="compute">Computes the values of each output of the service; null where nobody has looked.</param>
/// <param name="mustBeSame">Whether only the very value is excused that was looked at, as of attributes, which come one after the other; windows go on with the events that were in them.</param>
internal sealed class LookedValues(Func<IReadOnlyList<ResultColumn>?> compute, bool mustBeSame)
{
    private readonly Lazy<IReadOnlyList<ResultColumn>?> _outputs = new(compute);

    /// <summary>Whether a value that fails has been looked at. Of an entity that was not there yet nothing has.</summary>
    public bool Excuses(int output, int row, Value value, Func<Value, bool> fails)
    {
        if (_outputs.Value?[output] is not { } column || column.StatusOf(row) == FeatureStatus.NotFound) return false;
        var then = column[row];
        return fails(then) && (!mustBeSame || then.Equals(value));
    }
}
