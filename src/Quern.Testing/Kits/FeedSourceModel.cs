using Quern.Engine.Feeds;

namespace Quern.Testing.Kits;

/// <summary>
/// Generated sequences of operations against a model: lists of what was written. Readers are thrown away at random moments, the stream loses what it holds, the log is out of reach for a while; in the
/// end each record is there once.
/// </summary>
internal sealed class FeedSourceModel(FeedTrial trial, int seed, bool isFailing)
{
    private const int Outages = 3;
    private readonly Random _random = new(seed);
    private IFeedReader? _reader;
    private IDisposable? _away;
    private int _outages;

    public static void Run(FeedTrial trial, int steps, bool isFailing)
    {
        for (var seed = 1; seed <= trial.Seeds; seed++)
        {
            var model = new FeedSourceModel(trial, seed, isFailing);
            try
            {
                try
                {
                    for (var step = 0; step < steps; step++) model.Step();
                }
                finally
                {
                    model.Close();
                    model._away?.Dispose();
                }

                trial.ReadOn();
            }
            catch (KitFailure failure)
            {
                throw new KitFailure($"seed {seed}: {failure.Message}");
            }
        }
    }

    private void Step()
    {
        var part = _random.Next(trial.Place.Parts);
        switch (_random.Next(12))
        {
            case <= 3:
                if (_away is null) trial.Log.Write(part, _random.Next(1, 30));
                break;
            case 4:
                if (_away is null) trial.Log.WriteUnreadable(part);
                break;
            case 5:
                if (_away is null) trial.Log.WriteEmpty(part);
                break;
            case <= 8:
                Use(trial.Step);
                break;
            case 9:
                Use(reader => trial.Leave(reader, FeedTrial.Moments[_random.Next(FeedTrial.Moments.Count)], () => reader.Read(FedStream.Poll)));
                Close();
                break;
            case 10:
                Close();
                trial.Stream.Crash();
                break;
            default:
                if (isFailing) ComeOrGo();
                break;
        }
    }

    // Only while the log comes and goes may a connection end by itself.
    private void Use(Action<IFeedReader> work)
    {
        if (!isFailing) work(_reader ??= trial.Open());
        else if (!FeedTrial.Try(() => work(_reader ??= _away is null ? trial.Stream.TryOpen(trial.Place.Source, CancellationToken.None) : trial.OpenBriefly()))) Close();
    }

    private void ComeOrGo()
    {
        if (_away is null && _outages++ < Outages) _away = trial.Place.Away();
        else
        {
            _away?.Dispose();
            _away = null;
        }
    }

    private void Close()
    {
        _reader?.Dispose();
        _reader = null;
    }
}
