using System.Runtime.InteropServices;
using Quern.Definitions;
using Quern.Engine.Expectations;
using Quern.Schema;

namespace Quern.Engine.Streams;

/// <summary>
/// Makes events fit for what is to come of them, before anything does: they are of the record as it is defined now, and what the source says of its rows can be computed from each. One that
/// divides by zero would otherwise be in the log, and end the reading of it ever after. Events that fail an expectation that rejects are refused here too.
/// </summary>
internal sealed class SoundEvents
{
    private readonly string _stream;
    private readonly RowSchema _schema;
    private readonly RowExpression[] _computed;
    private readonly SourceDefinition _source;

    public SoundEvents(string stream, SourceDefinition source)
    {
        (_stream, _schema, _source) = (stream, source.Schema, source);
        RowExpression?[] own = [source.EventTime, source.Filter, source.EventKey];
        _computed = [.. own.OfType<RowExpression>().Where(expression => expression.DirectField < 0)];
    }

    /// <summary>The push with the events that can be taken; the others are refused.</summary>
    public Submission Of(Submission submission)
    {
        var events = Fit(submission.Events);
        if (WhyNot(events) is not null) submission = Without(submission, events);
        else if (!ReferenceEquals(events, submission.Events)) submission = submission.With(events, []);
        return Expected(submission);
    }

    private Submission Expected(Submission submission)
    {
        if (RowChecks.Telling(_source, null, null) is not { } checks) return submission;
        var (events, checker) = (submission.Events, checks.Open());
        var rejected = checker.Take(events);
        ExpectationMeter.Add(checks.Outcomes());
        if (rejected is null) return submission;
        var kept = new EventBatch(_schema);
        kept.AppendSelected(events, [.. Enumerable.Range(0, events.Count).Where(row => !rejected[row])]);
        return submission.With(kept, [.. checker.Rejections.Select(one => StreamFindings.Rejected(submission.IndexOf(one.Key), RowChecker.Reason(one.Value.Expectation, one.Value.Trouble), EventJson.Write(events, one.Key)))]);
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
