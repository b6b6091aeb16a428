using System.Runtime.InteropServices;
using Quern.Definitions;
using Quern.Schema;

namespace Quern.Engine.Streams;

/// <summary>
/// Makes events fit for what is to come of them, before anything does: they are of the record as it is defined now, and what the source says of its rows can be computed from each. One that
/// divides by zero would otherwise be in the log, and end the reading of it ever after.
/// </summary>
internal sealed class SoundEvents
{
    private readonly string _stream;
    private readonly RowSchema _schema;
    private readonly RowExpression[] _computed;

    public SoundEvents(string stream, SourceDefinition source)
    {
        (_stream, _schema) = (stream, source.Schema);
        RowExpression?[] own = [source.EventTime, source.Filter, source.EventKey];
        _computed = [.. own.OfType<RowExpression>().Where(expression => expression.DirectField < 0)];
    }

    /// <summary>The push with the events that can be taken; the others are refused.</summary>
    public Submission Of(Submission submission)
    {
        var events = Fit(submission.Events);
        if (WhyNot(events) is not null) return Without(submission, events);
        return ReferenceEquals(events, submission.Events) ? submission : submission.With(events, []);
    }

    private Submission Without(Submission submission, EventBatch events)
    {
        var (kept, refused, one) = (new EventBatch(_schema), new List<Refusal>(), new EventBatch(_schema));
        for (var row = 0; row < events.Count; row++)
        {
            one.Clear();
            one.AppendFrom(events, row);
            if (WhyNot(one) is { } reason) refused.Add(new(submission.IndexOf(row), "QRN4040", reason, EventJson.Write(events, row)));
            else kept.AppendFrom(events, row);
        }

        return submission.With(kept, refused);
    }

    private string? WhyNot(EventBatch events)
    {
        foreach (var expression in _computed)
        {
            try
            {
                expression.Evaluate(events);
            }
            catch (QuernException e)
            {
                return $"What the source says of its rows cannot be computed from it: {expression.Text}: {e.InnerException?.Message ?? e.Findings[0].Message}";
            }
        }

        return null;
    }

    // Definitions may have changed since the events were read: fields find each other by name.
    private EventBatch Fit(EventBatch batch)
    {
        if (ReferenceEquals(batch.Schema, _schema)) return batch;
        var (bytes, fitted) = (new List<byte>(), new EventBatch(_schema));
        LogRecord.Write(bytes, 0, 0, default, batch);
        new LogRecord(CollectionsMarshal.AsSpan(bytes), _stream).AppendTo(fitted, LogSchema.Of(batch.Schema), 0, batch.Count);
        return fitted;
    }
}
