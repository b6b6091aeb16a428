namespace Quern.Protocol.Usage;

/// <summary>What was read of features, and which of those that are defined nobody reads.</summary>
/// <param name="Since">The first hour that is told of.</param>
/// <param name="CountedSince">The first hour of which anything is known; null while nothing is.</param>
/// <param name="Currency">What prices are in, empty for none that has a name; null where there are no prices.</param>
/// <param name="Features">By feature, the dearest first. What is of a view is shared evenly by its features.</param>
/// <param name="Unread">The features that were not read since then, in the order of their names; empty while nothing is counted at all.</param>
public sealed record UsageFeaturesShape(string Since, string? CountedSince, string? Currency, IReadOnlyList<UsageLineShape> Features, IReadOnlyList<UnreadFeatureShape> Unread);

/// <summary>A feature that no request needed. A training set is no read: that a model is trained with it does not mean that anybody serves it.</summary>
/// <param name="Feature">Its reference.</param>
/// <param name="Services">The services that need it, none of which was asked; empty for a feature in no service.</param>
/// <param name="LastRead">The hour in which it was last read; null when it never was, as far back as is known.</param>
/// <param name="LastTrained">The hour in which a training set last had it; null for never.</param>
public sealed record UnreadFeatureShape(string Feature, IReadOnlyList<string> Services, string? LastRead, string? LastTrained);

/// <summary>Who reads a view or a service, and when.</summary>
/// <param name="Since">The first hour that is told of.</param>
/// <param name="CountedSince">The first hour of which anything is known; null while nothing is.</param>
/// <param name="Currency">What prices are in, empty for none that has a name; null where there are no prices.</param>
/// <param name="StepHours">How many hours a step has.</param>
/// <param name="Whole">All of it, writes of a view included.</param>
/// <param name="Consumers">By consumer; <c>(training-sets)</c> are those who make training sets.</param>
/// <param name="Services">Of a view, by service that needed it; <c>(list)</c> is every list of features without one. Of a service empty.</param>
/// <param name="Features">By feature: of a view its own, of a service those that it needed.</param>
/// <param name="Steps">What was read in each step by whom, in their order; those without any are left out.</param>
public sealed record UsageDetailShape(
    string Since, string? CountedSince, string? Currency, int StepHours, UsageLineShape Whole, IReadOnlyList<UsageLineShape> Consumers, IReadOnlyList<UsageLineShape> Services, IReadOnlyList<UsageLineShape> Features,
    IReadOnlyList<UsageStepShape> Steps);

/// <summary>What a consumer read in some hours.</summary>
/// <param name="At">When they begin.</param>
/// <param name="Consumer">Who.</param>
/// <param name="Requests">Requests that were answered.</param>
/// <param name="Values">Values that their rows needed.</param>
/// <param name="Seconds">Time between requests and answers.</param>
public sealed record UsageStepShape(string At, string Consumer, double Requests, double Values, double Seconds);

/// <summary>Features that carry the same values in the newest training set of a service.</summary>
/// <param name="Service">The service.</param>
/// <param name="TrainingSet">The file's name.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Sampled">How many were looked at.</param>
/// <param name="MostThatDiffer">The share of all rows that, with 95 % certainty, no more differ than; 0 when all were looked at.</param>
/// <param name="Columns">How many features.</param>
/// <param name="Constant">Those of one value alone, or none.</param>
/// <param name="Alike">Those that are alike.</param>
/// <param name="Trouble">Why it could not be looked at; null when it could.</param>
public sealed record AlikeShape(
    string Service, string TrainingSet, long Rows, int Sampled, double MostThatDiffer, int Columns, IReadOnlyList<string> Constant, IReadOnlyList<AlikeFeaturesShape> Alike, string? Trouble);

/// <summary>Features that carry the same.</summary>
/// <param name="Features">Two or more, in the order of their names.</param>
/// <param name="Slope">What the first is to be multiplied by to get the second; null where all values are the same.</param>
/// <param name="Offset">What is to be added then.</param>
public sealed record AlikeFeaturesShape(IReadOnlyList<string> Features, double? Slope, double? Offset);
