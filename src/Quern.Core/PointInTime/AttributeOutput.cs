using Quern.Values;

namespace Quern.PointInTime;

/// <summary>Copies values of one column of a view's events to one feature's results.</summary>
/// <param name="Source">The column, in order of arrival.</param>
/// <param name="Writer">Where values go.</param>
internal sealed record AttributeOutput(Column Source, ResultWriter Writer)
{
    /// <summary>Copies one value.</summary>
    public void Write(int ordinal, int row)
    {
        if (Source.IsNull(row))
        {
            Writer.SetNull(ordinal, FeatureStatus.NullValue);
            return;
        }

        switch (Source)
        {
            case TextColumn text:
                Writer.SetEncoded(ordinal, text.Pool.Utf8(text.Codes[row]));
                break;
            case Float64Column real:
                Writer.SetDouble(ordinal, real.Values[row]);
                break;
            default:
                Writer.SetBits(ordinal, ((Int64Column)Source).Values[row]);
                break;
        }
    }
}
