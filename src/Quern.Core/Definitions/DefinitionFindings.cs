using Quern.Definitions.Expressions;
using Quern.Time;

namespace Quern.Definitions;

/// <summary>The wording of everything that can be wrong with a definition as it is written.</summary>
internal static class DefinitionFindings
{
    public static Finding PropertyThrew(string property, Exception cause) => new(
        "QRN1001", $"property '{property}' cannot be read: {cause.Message}", $"{cause.GetType().Name} was thrown while the property was read.",
        "a definition is read on every plan; let it depend on nothing but other definitions and constants.");

    public static Finding MemberType(string record, string member, Type type) => new(
        "QRN1002", $"record '{record}': member '{member}' is {ClrKind.NameOf(type)}, which no column can hold", null, $"the types that a member can have are {ClrKind.Allowed}.");

    public static Finding DuplicateColumn(string record, string column, string first, string second) => new(
        "QRN1003", $"record '{record}': members '{first}' and '{second}' both name column '{column}'", null, "give one of them another column with [Column(\"name\")].");

    public static Finding NoColumns(string record) => new(
        "QRN1003", $"record '{record}' has no column", "It has no public property that can be read and set.", "declare a property with { get; init; } for each column.");

    public static Finding EpochOnOther(string record, string member, Type type) => new(
        "QRN1003", $"record '{record}': member '{member}' has an epoch unit but is {ClrKind.NameOf(type)}", null,
        "[Column(Epoch = …)] is for a DateTimeOffset or DateTime whose column holds a whole number.");

    public static Finding Dimensions(string record, string member, Type type, int dimensions) => new(
        "QRN1003",
        type == typeof(float[])
            ? $"record '{record}': member '{member}' is an embedding of {dimensions} dimensions"
            : $"record '{record}': member '{member}' has dimensions but is {ClrKind.NameOf(type)}",
        null,
        type == typeof(float[]) ? "say how many numbers each value has, from 1 to 65536: [Column(Dimensions = 64)]." : "[Column(Dimensions = …)] is for a float[].");

    public static Finding Refused(string what, string expression, string part, string reason) => new(
        "QRN1004", $"{what}: '{part}' cannot be used in an expression", part == expression ? $"{Capital(reason)}." : $"{Capital(reason)}. It stands in {expression}.", ExpressionRules.Hint);

    public static Finding ResultType(string what, string expression, Type type) => new(
        "QRN1005", $"{what}: the expression gives {ClrKind.NameOf(type)}, which no feature can hold", $"The expression is {expression}.", $"the types that it can give are {ClrKind.Allowed}.");

    public static Finding ConstantFailed(string what, string expression, string reason) => new(
        "QRN1005", $"{what}: a constant part of the expression cannot be computed: {reason}", $"The expression is {expression}.");

    public static Finding RowFailed(string expression, int row, Exception cause) => new(
        "QRN1006", $"expression '{expression}' cannot be computed for row {row}: {cause.Message}", $"{cause.GetType().Name}; rows are counted from 0 within the batch.",
        "filter such rows out with Where, or guard the expression with ?: or ??.");

    public static Finding BadWindow(string what, string text) => new(
        "QRN1007", $"{what}: '{text}' is not a window", null, $"write a whole number and a unit, such as 90s, 15m, 1h or 7d (at most {Duration.Longest}), 'lifetime', or '7d offset 7d'.");

    public static Finding BadDuration(string what, string setting, string text) => new(
        "QRN1008", $"{what}: {setting} '{text}' is not a duration", null, $"write a whole number above zero and a unit, such as 90s, 15m, 1h or 7d (at most {Duration.Longest}).");

    public static Finding NoEventTime(string source) => new(
        "QRN1009", $"source '{source}' does not say when a row happened", null, "add .EventTime(row => row.Timestamp) to it, or with an EpochUnit for a whole number.");

    public static Finding NoVersions(string source, SourceFormat format) => new(
        "QRN1019", $"source '{source}': AtVersion means nothing for {(format is SourceFormat.Sql or SourceFormat.PostgresSql ? "a query" : format == SourceFormat.Postgres ? "a table of PostgreSQL" : $"{format} files")}", null, "remove AtVersion; it is for Delta tables.");

    public static Finding NoConnectionName(string source) => new(
        "QRN1085", $"source '{source}' does not give the name of a connection", "A definition names a connection and never holds one: it is read by many, and stays in the registry.",
        "name one that \"connections\" in quern.json has, in letters, digits, '_' and '-': Postgres<Order>(\"warehouse\", \"public.orders\", …).");

    public static Finding BadTableName(string source, string table) => new(
        "QRN1086", $"source '{source}': '{table}' is not the name of a table", null,
        "write the schema, a dot and the table, as PostgreSQL has them: \"public.orders\"; what has other letters stands in quotation marks: public.\\\"Order Lines\\\". For a query, use PostgresSql.");

    public static Finding NotOneQuery(string source) => new(
        "QRN1087", $"source '{source}': its query is not one SELECT", null, "write one statement that begins with SELECT, WITH or VALUES; what several steps give, a view of the database can give.");

    public static Finding BadShape(string what, string call) => new(
        "QRN1012", $"{what}: {call} does not give an object with named features", null,
        call == "Latest" ? "write .Latest(row => new { row.City, Zone = row.TimeZone })." : "write .Aggregate(w => new { Departures = w.Count(), MeanDelay = w.Mean(row => row.Delay) }).");

    public static Finding BadLookupShape(string what) => new(
        "QRN1012", $"{what}: Aggregate does not give an object with named features", null, "write .Aggregate(i => new { MeanPrice = i.Mean(\"price\"), Categories = i.List(\"category\") }).");

    public static Finding WrongKind(string what, string setting, string kind) => new(
        "QRN1019", $"{what}: {setting} means nothing for {kind}", null,
        setting == "Ttl" ? "its windows already say how far back it looks; remove Ttl." : $"remove {setting}; it is for views that aggregate over windows.");

    public static Finding BadOnDemand(string name, string reason, string hint) => new("QRN1029", $"on-demand feature '{name}': {reason}", null, hint);

    public static Finding OnDemandType(string name, string reason) => BadOnDemand(
        name, $"{reason}, which no feature can hold", $"the types that it can take and give are {ClrKind.Allowed}; it may give several in a tuple with named elements, or in a record.");

    public static Finding NoOutputs(string name, Type type) =>
        BadOnDemand(name, $"it gives {ClrKind.NameOf(type)}, which has no public property", "give it a property that can be read for each feature.");

    public static Finding UnnamedOutput(string name, int element) => new(
        "QRN1048", $"on-demand feature '{name}': element {element} of what it gives has no name", "Each element of a tuple becomes a feature, named as the element is.",
        "name it, as in (double? Pressure, long Late), or give a record.");

    public static Finding SeveralJoinKeys(string what, EntityDefinition entity, string column) => new(
        "QRN1031", $"{what}: entity '{entity.Name}' has {entity.JoinKeys.Count} join keys, so that Key does not know which becomes '{column}'", null,
        $"name it: .Key(\"{entity.JoinKeys[0]}\", \"{column}\").");

    public static Finding UnknownMeaning(string what, string feature, IEnumerable<string> known) => new(
        "QRN1023", $"{what}: Meaning names '{feature}', which is not one of its attributes", null, $"its attributes are {string.Join(", ", known)}.");

    public static Finding NoRepository(string assembly) => new(
        "QRN1034", $"assembly '{assembly}' defines no features", "It has no public class that derives from FeatureRepository and can be made without arguments.",
        "write 'public sealed class MyFeatures : FeatureRepository' and give it properties.");

    public static Finding BadVersion(string what, int version) => new("QRN1036", $"{what}: version {version} is below 1", null, "versions count 1, 2, 3; without a call of Version it is 1.");

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
