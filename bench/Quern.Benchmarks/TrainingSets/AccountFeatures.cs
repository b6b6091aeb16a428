namespace Quern.Benchmarks.TrainingSets;

/// <summary>A state of an account, as generated.</summary>
public sealed record AccountState
{
    public DateTimeOffset At { get; init; }

    public long Account { get; init; }

    public double A0 { get; init; }

    public double A1 { get; init; }

    public double A2 { get; init; }

    public double A3 { get; init; }

    public double A4 { get; init; }

    public long A5 { get; init; }

    public long A6 { get; init; }

    public long A7 { get; init; }

    public long A8 { get; init; }

    public long A9 { get; init; }
}

/// <summary>Ten attributes, the latest of each as of an instant.</summary>
public sealed class AccountFeatures(string path) : FeatureRepository
{
    public Entity Account => Entity("account", "An account");

    public Source<AccountState> States => Parquet<AccountState>(path, source => source.EventTime(state => state.At));

    public FeatureView Accounts => States.By(Account, state => state.Account).Latest(
        state => new { state.A0, state.A1, state.A2, state.A3, state.A4, state.A5, state.A6, state.A7, state.A8, state.A9 });

    public FeatureService Account10 => Service(Accounts);
}
