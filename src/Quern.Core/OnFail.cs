namespace Quern;

/// <summary>What becomes of a row, or of a feature's value, that does not meet an expectation.</summary>
public enum OnFail
{
    /// <summary>It is counted.</summary>
    Observe,

    /// <summary>It is counted, and whoever runs something over it is told.</summary>
    Warn,

    /// <summary>It is put aside, and no view counts it: not in training sets, not in online state.</summary>
    Reject,

    /// <summary>It counts, but the views of the source are not written any more, from that row on, until somebody has looked at it and resumes them; what they have is served on. Of a feature it is the feature's view.</summary>
    Pause,
}
