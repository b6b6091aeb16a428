using Quern.Values;

namespace Quern.Engine.Expectations.Features;

/// <summary>The values of some rows as they were when somebody looked at them and let a paused view go on: what failed then does not pause it again.</summary>
/// <param name="outputs">The values of each output of the service.</param>
/// <param name="mustBeSame">Whether only the very value is excused that was looked at, as of attributes, which come one after the other; windows go on with the events that were in them.</param>
internal sealed class LookedValues(IReadOnlyList<ResultColumn> outputs, bool mustBeSame)
{
    /// <summary>Whether a value that fails has been looked at. Of an entity that was not there yet nothing has.</summary>
    public bool Excuses(int output, int row, Value value, Func<Value, bool> fails)
    {
        var (column, then) = (outputs[output], outputs[output][row]);
        return column.StatusOf(row) != FeatureStatus.NotFound && fails(then) && (!mustBeSame || then.Equals(value));
    }
}
