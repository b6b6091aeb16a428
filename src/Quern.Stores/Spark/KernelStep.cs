namespace Quern.Stores.Spark;

/// <summary>A step of a script's kernel side: what its process reads and writes.</summary>
public enum KernelStep
{
    /// <summary>Raw rows of a source into lines of events.</summary>
    Events,

    /// <summary>Raw rows of the spine into lines of rows that ask a read.</summary>
    Rows,

    /// <summary>Raw rows of the spine into lines of rows with what on-demand features take from them.</summary>
    Requests,

    /// <summary>Values with a lookup's keys into lines of rows that ask it.</summary>
    Items,

    /// <summary>Sorted lines of events and rows into lines of values.</summary>
    Values,

    /// <summary>Sorted lines of rows and values into rows of the training set.</summary>
    Finish,
}
