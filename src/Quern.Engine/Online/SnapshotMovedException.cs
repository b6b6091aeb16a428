namespace Quern.Engine.Online;

/// <summary>
/// A snapshot cannot give a partition as it was: something has been committed since, and the store keeps no former states. Whoever reads renews the snapshot and begins again.
/// </summary>
public sealed class SnapshotMovedException() : QuernException(new Finding(
    "QRN4011", "the online store was written while it was read", "A read that takes many steps met a state later than the one that it began with.", "Ask again."));
