using System.Globalization;
using System.Text;
using Quern.Values;

namespace Quern.Engine.Alerts;

/// <summary>
/// Keeps which alerts are open: a condition is one alert from when it is first told of until it is not any more, however often it is told. Says whom to tell what: of an alert that opens, again after
/// a while if nobody acknowledged it, and of its end. What is silenced is told when the silence ends, if it is still open, and so is what another
/// explains when that other is over. Safe for use from several threads.
/// </summary>
public sealed class AlertBook
{
    private const int MostResolved = 200;

    private readonly Lock _lock = new();
    private readonly Lock _keeping = new();
    private readonly IAlertStore _store;
    private readonly TimeProvider _time;
    private readonly TimeSpan _again;
    private readonly List<Alert> _alerts;
    private readonly List<Silence> _silences;

    /// <summary>Goes on with what is kept.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="time">Tells the time.</param>
    /// <param name="again">After how long an open alert that nobody acknowledged is told again.</param>
    /// <exception cref="QuernException">What is kept cannot be read.</exception>
    public AlertBook(IAlertStore store, TimeProvider time, TimeSpan again)
    {
        (_store, _time, _again) = (store, time, again);
        var state = store.Read();
        (_alerts, _silences) = ([.. state.Alerts], [.. state.Silences]);
    }

    /// <summary>Gets what went wrong when the alerts were kept the last time; null when it went well.</summary>
    public Finding? Trouble { get; private set; }

    /// <summary>All that is known.</summary>
    public AlertState State
    {
        get
        {
            lock (_lock) return new([.. _alerts], [.. _silences.Where(silence => silence.Until > _time.GetUtcNow())]);
        }
    }

    /// <summary>Takes what is wrong now.</summary>
    /// <param name="conditions">All of it; what was wrong before and is not among them is over.</param>
    /// <returns>The alerts to tell of now, the open ones first.</returns>
    public IReadOnlyList<Alert> Update(IReadOnlyCollection<AlertCondition> conditions)
    {
        var (opened, over) = (new List<Alert>(), new List<Alert>());
        Change(now =>
        {
            var current = conditions.DistinctBy(condition => condition.Key).ToDictionary(condition => condition.Key, StringComparer.Ordinal);
            for (var i = 0; i < _alerts.Count; i++)
            {
                if (_alerts[i].Resolved is not null) continue;
                _alerts[i] = current.Remove(_alerts[i].Condition.Key, out var still) ? _alerts[i] with { Condition = still } : _alerts[i] with { Resolved = now };
                // Who was never told that it began needs not hear that it ended.
                if (_alerts[i] is { Resolved: not null, Told: not null }) over.Add(_alerts[i]);
            }

            _alerts.AddRange(current.Values.Select(condition => new Alert(IdOf(condition.Key, now), condition, now)));
            for (var i = 0; i < _alerts.Count; i++)
                if (IsToTell(_alerts[i], now))
                    opened.Add(_alerts[i] = _alerts[i] with { Told = now });
            return true;
        });
        return [.. opened, .. over];
    }

    /// <summary>Takes back that alerts were told, so that those of them that are open are told by the next <see cref="Update"/>.</summary>
    public void TellAgain(IReadOnlyCollection<Alert> alerts)
    {
        var ids = alerts.Select(alert => alert.Id).ToHashSet(StringComparer.Ordinal);
        if (ids.Count == 0) return;
        Change(_ =>
        {
            for (var i = 0; i < _alerts.Count; i++)
                if (_alerts[i].Resolved is null && ids.Contains(_alerts[i].Id))
                    _alerts[i] = _alerts[i] with { Told = null };
            return true;
        });
    }

    /// <summary>Acknowledges an open alert; false when there is none.</summary>
    public bool Acknowledge(string id) => Change(now =>
    {
        var place = _alerts.FindIndex(alert => alert.Id == id && alert.Resolved is null);
        if (place < 0) return false;
        _alerts[place] = _alerts[place] with { Acknowledged = _alerts[place].Acknowledged ?? now };
        return true;
    });

    /// <summary>Silences conditions for a while.</summary>
    /// <param name="match">Their key; <c>*</c> stands for anything.</param>
    /// <param name="length">For how long.</param>
    /// <param name="comment">Why; null for no word.</param>
    public Silence Add(string match, TimeSpan length, string? comment)
    {
        Silence? silence = null;
        Change(now =>
        {
            _silences.Add(silence = new(IdOf($"{match} {_silences.Count}", now), match, now + length, comment));
            return true;
        });
        return silence!;
    }

    /// <summary>Ends a silence; false when there is none.</summary>
    public bool End(string silence) => Change(_ => _silences.RemoveAll(one => one.Id == silence) > 0);

    // Short enough to be typed.
    private static string IdOf(string what, DateTimeOffset now) => ((uint)(StableHash.Of(Encoding.UTF8.GetBytes($"{what} {now.UtcTicks}")) >> 32)).ToString("x8", CultureInfo.InvariantCulture);

    private bool IsToTell(Alert alert, DateTimeOffset now)
    {
        if (alert.Resolved is not null || alert.Acknowledged is not null || alert.Condition.Because is not null) return false;
        if (alert.Told is { } told && (alert.Condition.IsToldOnce || now - told < _again)) return false;
        return !_silences.Any(silence => silence.Until > now && silence.Matches(alert.Condition.Key));
    }

    // Gives whether anything was changed; only then it is kept.
    private bool Change(Func<DateTimeOffset, bool> change)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            if (!change(now)) return false;
            _silences.RemoveAll(silence => silence.Until <= now);
            var over = _alerts.Count(alert => alert.Resolved is not null);
            _alerts.RemoveAll(alert => alert.Resolved is not null && over-- > MostResolved);
        }

        Keep();
        return true;
    }

    // Whoever keeps last keeps the latest. What cannot be kept now is known until the server ends.
    private void Keep()
    {
        lock (_keeping)
            try
            {
                _store.Write(State);
                Trouble = null;
            }
            catch (QuernException e)
            {
                Trouble = e.Findings[0];
            }
    }
}
