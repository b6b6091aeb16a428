namespace Quern.Engine.PushDown;

/// <summary>Whether views are computed by the database in which their rows lie.</summary>
public enum PushDownChoice
{
    /// <summary>All are computed here.</summary>
    Never,

    /// <summary>Those are, of which the database says that it is clearly cheaper than to send their rows.</summary>
    WhereCheaper,

    /// <summary>All are that can be.</summary>
    WherePossible,
}
