using Quern.Cli.Rendering;

namespace Quern.Cli.Pushing;

/// <summary>What became of all that was pushed.</summary>
internal sealed class PushTotals
{
    private readonly SortedDictionary<string, (long Count, RefusedLine First)> _reasons = new(StringComparer.Ordinal);

    public long Accepted { get; private set; }

    public long Duplicate { get; private set; }

    public long Late { get; private set; }

    public long Refused { get; private set; }

    public long Events => Accepted + Duplicate + Refused;

    /// <summary>Gets whether there were events and none was taken or there already.</summary>
    public bool IsAllRefused => Refused > 0 && Accepted + Duplicate == 0;

    public void Add(PushResult result)
    {
        (Accepted, Duplicate, Late, Refused) = (Accepted + result.Accepted, Duplicate + result.Duplicate, Late + result.Late, Refused + result.Refused.Count);
        foreach (var refused in result.Refused)
            _reasons[refused.Code] = _reasons.TryGetValue(refused.Code, out var known) ? (known.Count + 1, known.First) : (1, refused);
    }

    /// <summary>For each code how often it came, and where first.</summary>
    public IEnumerable<object> Reasons => _reasons.Select(reason => new { code = reason.Key, count = reason.Value.Count, firstLine = reason.Value.First.Line.Number, reason = reason.Value.First.Reason });

    public void Show(Output output, string unit)
    {
        output.Line($"  {Numbers.Count(Accepted)} accepted, {Numbers.Count(Duplicate)} duplicate, {Numbers.Count(Late)} late, {Numbers.Count(Refused)} refused");
        foreach (var (code, (count, first)) in _reasons) output.Line($"  {Numbers.Count(count)} × {code}, first {unit} {first.Line.Number}: {first.Reason}");
        if (Late + Refused > 0) output.Line("  What was late or refused is among the dead letters: 'quern dead-letters'.");
    }
}
