using Quern.Engine.Streams;
using Quern.Schema;

namespace Quern.Engine.Feeds;

/// <summary>The stream that a reader reads for.</summary>
/// <param name="stream">Its name.</param>
/// <param name="ingest">Who takes its events.</param>
/// <param name="folder">Where a feed keeps files that must survive a restart; it need not exist.</param>
/// <param name="warn">Told what people should know although reading goes on.</param>
public sealed class FeedTarget(string stream, StreamIngest ingest, string folder, Action<Finding> warn)
{
    /// <summary>The stream's name.</summary>
    public string Stream => stream;

    /// <summary>Where a feed keeps files that must survive a restart, beside the log of the streams. It need not exist.</summary>
    public string Folder => folder;

    /// <summary>What an event is now; it changes with the definitions.</summary>
    /// <exception cref="QuernException">There is no such stream any more.</exception>
    public RowSchema Schema => ingest.SchemaOf(stream);

    /// <summary>How far a part of the log has been taken: the place of the next record, in the log's own numbers; null when nothing of it has.</summary>
    /// <param name="part">The part, as the feed names it.</param>
    /// <exception cref="QuernException">The log of the streams cannot be read.</exception>
    public long? PositionOf(string part) => ingest.PositionOf(stream, part);

    /// <summary>Makes a position durable where there is no event to write with it: where the reading of a part begins, or what can never be read.</summary>
    /// <param name="part">The part, as the feed names it.</param>
    /// <param name="from">Where it must stand now, as <see cref="PositionOf"/> gives it; see <see cref="FeedPosition"/>.</param>
    /// <param name="to">Where it stands from then on.</param>
    /// <exception cref="QuernException">It cannot be written now, or somebody else has read on meanwhile.</exception>
    public void Move(string part, long from, long to) => Move(new(part, from, to));

    /// <summary>The same of positions that move together.</summary>
    /// <exception cref="QuernException">It cannot be written now, or somebody else has read on meanwhile.</exception>
    public void Move(FeedPosition position) => Push(new(new(Schema), [], 0, position)).GetAwaiter().GetResult();

    /// <summary>Tells what people should know although reading goes on.</summary>
    public void Warn(Finding finding) => warn(finding);

    /// <summary>Takes a batch; when the task ends it is durable together with its position.</summary>
    /// <exception cref="QuernException">There is no such stream any more (QRN4031), too much is waiting (QRN4032), somebody else has read on meanwhile (QRN4039), or it cannot be written.</exception>
    public Task<PushReport> Push(FeedBatch batch) => ingest.PushAsync(stream, batch.Events, batch.Refused, batch.Position);
}
