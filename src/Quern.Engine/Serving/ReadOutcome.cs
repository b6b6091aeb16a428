namespace Quern.Engine.Serving;

/// <summary>Whether online state could answer for one entity of one view at the instant asked for.</summary>
public enum ReadOutcome : byte
{
    /// <summary>The values are what a training set would have, as far as the view has been materialized.</summary>
    Answered,

    /// <summary>The state does not reach far enough back for the instant; only history can answer. All values are null.</summary>
    TooEarly,

    /// <summary>The view has not been materialized, in this version of its definition. All values are null.</summary>
    NotMaterialized,
}
