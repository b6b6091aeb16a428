namespace Quern.Protocol.Drift;

/// <summary>What a server found that is not as it was.</summary>
/// <param name="Sources">The sources that it watches, by name.</param>
/// <param name="Services">The services that it watches, by name.</param>
/// <param name="Views">The views of those sources that expect something of their features, by reference.</param>
/// <param name="Trouble">Why nothing can be looked at now; null while it can.</param>
public sealed record DriftShape(IReadOnlyList<SourceDriftShape> Sources, IReadOnlyList<ServiceDriftShape> Services, IReadOnlyList<ViewDriftShape> Views, string? Trouble);

/// <summary>The rows of a source against their own past.</summary>
/// <param name="Source">The source.</param>
/// <param name="Every">How long a bucket is.</param>
/// <param name="LookedAt">When its buckets were last looked at, which is when rows are others or a bucket is over; null while they never were.</param>
/// <param name="Trouble">Why it cannot be watched now; null while it can.</param>
/// <param name="BadRows">How many rows could not be read as the source declares when it was last looked at; they are left out.</param>
/// <param name="Buckets">The latest buckets that are over, in the order of time.</param>
/// <param name="Expectations">What came of what is expected of its rows of the last day, judged once a minute, in the order in which it is defined; empty where nothing is, or nobody has looked yet.</param>
public sealed record SourceDriftShape(
    string Source, string Every, string? LookedAt, string? Trouble, long BadRows, IReadOnlyList<SourceBucketShape> Buckets, IReadOnlyList<ExpectedShape> Expectations);

/// <summary>What a view expects of its features, held against the values of its entities.</summary>
/// <param name="View">The view.</param>
/// <param name="AsOf">The instant of the values; null while nobody has looked.</param>
/// <param name="Trouble">Why they cannot be judged now; null while they can.</param>
/// <param name="Entities">Of how many entities they are: those with events in the view's windows.</param>
/// <param name="IsSample">Whether there are more entities than were looked at.</param>
/// <param name="Expectations">What came of each expectation, judged once a minute, in the order of the features.</param>
public sealed record ViewDriftShape(string View, string? AsOf, string? Trouble, int Entities, bool IsSample, IReadOnlyList<ExpectedShape> Expectations);

/// <summary>What came of an expectation: of a source's rows within the last day, or of the values of a view's features.</summary>
/// <param name="Name">The expectation.</param>
/// <param name="OnFail">What becomes of what fails it: <c>observe</c>, <c>warn</c>, <c>reject</c> or <c>pause</c>.</param>
/// <param name="Rows">How many rows or values were judged.</param>
/// <param name="Failed">How much failed, as <paramref name="Unit"/> says.</param>
/// <param name="Unit">What is counted that fails: <c>row</c>, <c>bucket</c>, <c>gap</c> or <c>value</c>.</param>
/// <param name="Holds">Whether as little failed as may.</param>
/// <param name="IsOpen">Whether somebody should look at it now: it warns or pauses, does not hold, and is no gap that is over.</param>
/// <param name="Note">What failed, in one line; null where it holds or only observes, never where it is open.</param>
public sealed record ExpectedShape(string Name, string OnFail, long Rows, long Failed, string Unit, bool Holds, bool IsOpen, string? Note);

/// <summary>A bucket of a source's rows.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Learnt">How many buckets before it there were to learn from.</param>
/// <param name="Figures">How many figures were looked at; 0 while there is too little to learn from.</param>
/// <param name="Incidents">What is not as it was, the surest first.</param>
public sealed record SourceBucketShape(string Start, long Rows, int Learnt, int Figures, IReadOnlyList<IncidentShape> Incidents);

/// <summary>Something that is not as it was.</summary>
/// <param name="Cause">What went wrong: <c>unit change</c>.</param>
/// <param name="IsFault">Whether it is a fault of the data; otherwise the world has moved.</param>
/// <param name="Where">Of which field and rows: <c>delay where origin is SEA</c>.</param>
/// <param name="Detail">What makes it this cause: <c>times 1.61</c>; empty for nothing.</param>
/// <param name="Evidence">The figure that tells it best.</param>
/// <param name="With">How many other figures moved because of it.</param>
public sealed record IncidentShape(string Cause, bool IsFault, string Where, string Detail, string Evidence, int With);

/// <summary>What was served of a service against a reference.</summary>
/// <param name="Service">The service.</param>
/// <param name="Every">How long a bucket is.</param>
/// <param name="Against">The reference; null while there is none.</param>
/// <param name="Changed">The views whose definitions are others now than those that made the reference.</param>
/// <param name="LookedAt">When it was last looked at; null while it never was.</param>
/// <param name="Trouble">Why it cannot be watched now; null while it can.</param>
/// <param name="Buckets">The latest buckets that are over, in the order of time.</param>
/// <param name="Features">The features and fields of the request, those that drifted most in the last bucket first.</param>
/// <param name="PointInTime">The point in time at which the service is asked for; null where nobody says.</param>
/// <param name="Availability">How what it promises of its views there was kept in the last bucket.</param>
/// <param name="NotLookedAt">Why sub-populations were not looked at in the last bucket that has rows; empty where all were, or nothing divides the rows.</param>
/// <param name="Unknown">Sub-populations of 30 rows and more in that bucket that the training set does not have, by field: <c>origin is XYZ (40 rows)</c>.</param>
public sealed record ServiceDriftShape(
    string Service, string Every, string? Against, IReadOnlyList<string> Changed, string? LookedAt, string? Trouble, IReadOnlyList<ServiceBucketShape> Buckets, IReadOnlyList<FeatureDriftShape> Features,
    string? PointInTime, IReadOnlyList<AvailabilityShape> Availability, IReadOnlyList<string> NotLookedAt, IReadOnlyList<string> Unknown);

/// <summary>How a promise that a view is available was kept.</summary>
/// <param name="Of">The view or lookup, by its name in the service.</param>
/// <param name="Within">How old what it has may be; null for any age.</param>
/// <param name="Promised">The share of the reads that was promised, 0 to 1.</param>
/// <param name="Share">The share that found it so; null where there were no reads.</param>
/// <param name="Reads">How many reads there were.</param>
/// <param name="Missing">In how many of them a feature was missing.</param>
/// <param name="Older">In how many what it had was older, or nobody knows of when it was.</param>
/// <param name="Kept">Whether the promise was kept.</param>
public sealed record AvailabilityShape(string Of, string? Within, double Promised, double? Share, long Reads, long Missing, long Older, bool Kept);

/// <summary>A bucket of what was served.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="Rows">How many rows were served.</param>
/// <param name="Figures">How many figures were looked at; 0 when nothing could be judged.</param>
/// <param name="Drifted">How many features and fields drifted.</param>
public sealed record ServiceBucketShape(string Start, long Rows, int Figures, int Drifted);

/// <summary>A feature by bucket.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsFeature">Whether it is a feature; otherwise a join key or a request field.</param>
/// <param name="State">What came of comparing it in the last bucket that has rows.</param>
/// <param name="Severity">By bucket how bad it is, 0 (as the reference) to 1; null where it was not judged.</param>
/// <param name="Magnitude">How much it is in the last bucket that has rows, as people understand it; empty where there is nothing to say.</param>
/// <param name="Evidence">The tests that are believed there, those of all rows first, then of the worst sub-populations; empty when it did not drift.</param>
/// <param name="Populations">The sub-populations in which it drifted there, those first that say something of their own.</param>
public sealed record FeatureDriftShape(string Name, bool IsFeature, string State, IReadOnlyList<double?> Severity, string Magnitude, IReadOnlyList<string> Evidence, IReadOnlyList<PopulationDriftShape> Populations);

/// <summary>A sub-population in which a feature drifted.</summary>
/// <param name="Field">The field whose values divide the rows.</param>
/// <param name="Value">The value that makes the sub-population.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Severity">How bad it is, 0 to a half.</param>
/// <param name="WithIt">Whether the whole of the feature drifted alike, or a sub-population of another field, and further.</param>
/// <param name="Evidence">The tests that are believed, the greatest first.</param>
public sealed record PopulationDriftShape(string Field, string Value, long Rows, double Severity, bool WithIt, IReadOnlyList<string> Evidence);
