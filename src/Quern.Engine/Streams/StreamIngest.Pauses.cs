namespace Quern.Engine.Streams;

public sealed partial class StreamIngest
{
    private readonly Action<Exception>? _failed;

    // Somebody may pause or resume a view while nothing comes.
    private void AskToFollowPauses()
    {
        try
        {
            _work.Add(FollowPauses);
        }
        catch (InvalidOperationException)
        {
            // Nothing more is taken; whoever goes on with the log follows them.
        }
    }

    private void FollowPauses()
    {
        try
        {
            if (!Heads.FollowsPausesAtOnce) Heads.FollowLosses();
            Heads.FollowPauses();
        }
#pragma warning disable CA1031 // Whatever it is, the next time may go well.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failed?.Invoke(e);
        }
    }
}
