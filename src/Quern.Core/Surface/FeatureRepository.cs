using System.Runtime.CompilerServices;
using Quern.Definitions;

namespace Quern;

/// <summary>
/// A project's definitions: derive from it and declare public properties of type <see cref="Entity"/>, <see cref="Source{T}"/>, <see cref="FeatureView"/>,
/// <see cref="Lookup"/>, <see cref="NamedPointInTime"/> and <see cref="FeatureService"/>, and public static methods with <see cref="OnDemandAttribute"/>. A property's name, in snake case, is the definition's
/// (<see cref="SnakeCase"/>). Properties are read on every plan, more than once; they must give the same each time.
/// </summary>
public abstract class FeatureRepository
{
    /// <summary>A thing that features are about.</summary>
    /// <param name="name">Its name, lower snake case.</param>
    /// <param name="description">What one is, in a sentence.</param>
    /// <param name="joinKeys">The columns that identify one; by default one, of the entity's name.</param>
    protected static Entity Entity(string name, string description = "", params string[] joinKeys) =>
        new(new(name, joinKeys.Length == 0 ? [name] : [.. joinKeys], Labels.None with { Description = description }));

    /// <summary>Events in Parquet files.</summary>
    /// <param name="path">A path or glob, relative to the project's folder.</param>
    /// <param name="configure">Says at least when a row happened.</param>
    /// <param name="name">The name; by default the property's, in snake case.</param>
    protected static Source<T> Parquet<T>(string path, Func<SourceBuilder<T>, SourceBuilder<T>> configure, [CallerMemberName] string name = "") =>
        Make(SourceFormat.Parquet, path, configure, [], name);

    /// <summary>Events in CSV files with a header line, plain or gzip.</summary>
    /// <inheritdoc cref="Parquet{T}"/>
    protected static Source<T> Csv<T>(string path, Func<SourceBuilder<T>, SourceBuilder<T>> configure, [CallerMemberName] string name = "") =>
        Make(SourceFormat.Csv, path, configure, [], name);

    /// <summary>Events in files with one JSON object a line, plain or gzip.</summary>
    /// <inheritdoc cref="Parquet{T}"/>
    protected static Source<T> NdJson<T>(string path, Func<SourceBuilder<T>, SourceBuilder<T>> configure, [CallerMemberName] string name = "") =>
        Make(SourceFormat.NdJson, path, configure, [], name);

    /// <summary>Events in a Delta Lake table, as it is now or at the version that <see cref="SourceBuilder{T}.AtVersion"/> says.</summary>
    /// <param name="path">The table's folder, relative to the project's.</param>
    /// <param name="configure">Says at least when a row happened.</param>
    /// <param name="name">The name; by default the property's, in snake case.</param>
    protected static Source<T> Delta<T>(string path, Func<SourceBuilder<T>, SourceBuilder<T>> configure, [CallerMemberName] string name = "") =>
        Make(SourceFormat.Delta, path, configure, [], name);

    /// <summary>Events that a query over other sources gives.</summary>
    /// <param name="query">The query in DuckDB's dialect; it names the other sources as tables.</param>
    /// <param name="configure">Says at least when a row happened.</param>
    /// <param name="inputs">The sources that the query names: <c>[Flights, Airports]</c>.</param>
    /// <param name="name">The name; by default the property's, in snake case.</param>
    protected static Source<T> Sql<T>(string query, Func<SourceBuilder<T>, SourceBuilder<T>> configure, Source[]? inputs = null, [CallerMemberName] string name = "") =>
        Make(SourceFormat.Sql, query, configure, inputs ?? [], name);

    /// <summary>Events in a table or view of a PostgreSQL database.</summary>
    /// <param name="connection">The name under which <c>connections</c> in the project's settings has the database. What it takes to get in stands there, never in a definition.</param>
    /// <param name="table">The table as PostgreSQL writes it, with its schema before a dot: <c>public.orders</c>; without a schema it is one of <c>public</c>.</param>
    /// <param name="configure">Says at least when a row happened.</param>
    /// <param name="name">The name; by default the property's, in snake case.</param>
    protected static Source<T> Postgres<T>(string connection, string table, Func<SourceBuilder<T>, SourceBuilder<T>> configure, [CallerMemberName] string name = "") =>
        Make<T>(SourceFormat.Postgres, table, source => configure(source.Through(connection)), [], name);

    /// <summary>Events that a PostgreSQL database gives for a query, which it runs itself.</summary>
    /// <param name="connection">The name under which <c>connections</c> in the project's settings has the database.</param>
    /// <param name="query">The query in PostgreSQL's dialect: one SELECT. It may use all that the database has.</param>
    /// <param name="configure">Says at least when a row happened.</param>
    /// <param name="name">The name; by default the property's, in snake case.</param>
    protected static Source<T> PostgresSql<T>(string connection, string query, Func<SourceBuilder<T>, SourceBuilder<T>> configure, [CallerMemberName] string name = "") =>
        Make<T>(SourceFormat.PostgresSql, query, source => configure(source.Through(connection)), [], name);

    /// <summary>Events that only arrive live: pushed over HTTP or in process. Its stream has the source's name, unless <see cref="SourceBuilder{T}.Stream"/> gives another.</summary>
    /// <param name="configure">Says at least when a row happened.</param>
    /// <param name="name">The name; by default the property's, in snake case.</param>
    protected static Source<T> Stream<T>(Func<SourceBuilder<T>, SourceBuilder<T>> configure, [CallerMemberName] string name = "") =>
        Make<T>(SourceFormat.Stream, "", source => configure(source.Stream(SnakeCase.Of(name))), [], name);

    /// <summary>
    /// The features of the entities that another feature names, at the same instant: <c>Lookup(Recent, "last_items_7d", Items)</c>. Of a single key they are the view's features, of a list of
    /// keys lists as long as it, or what <see cref="Lookup.Aggregate"/> says.
    /// </summary>
    /// <param name="keys">The view whose feature has the keys.</param>
    /// <param name="feature">That feature: one value, or a list of values.</param>
    /// <param name="view">The view to look up, of an entity with one join key.</param>
    /// <param name="name">The name; by default the property's, in snake case.</param>
    protected static Lookup Lookup(FeatureView keys, string feature, FeatureView view, [CallerMemberName] string name = "") =>
        Quern.Lookup.Of(keys, feature, view, SnakeCase.Of(name));

    /// <summary>The features that one model asks for together: views, lookups, whole or in part, and on-demand features. Its name is the property's.</summary>
    protected static FeatureService Service(params ServiceItem[] items) => FeatureService.Of(items);

    /// <summary>The on-demand features of a method for a service: <c>OnDemand(DelayPressure)</c>.</summary>
    protected static OnDemandFeature OnDemand(Delegate method) => OnDemandReader.Read(method);

    /// <summary>A business moment at which features are asked for: <c>NamedPointInTime Checkout => PointInTime("checkout", "The customer presses pay")</c>.</summary>
    /// <param name="name">Its name, lower snake case.</param>
    /// <param name="description">When it is, in a sentence.</param>
    protected static NamedPointInTime PointInTime(string name, string description = "") => new(new(name, Labels.None with { Description = description }));

    private static Source<T> Make<T>(SourceFormat format, string location, Func<SourceBuilder<T>, SourceBuilder<T>> configure, IReadOnlyList<Source> inputs, string name) =>
        configure(new(SnakeCase.Of(name))).Build(format, location, inputs);
}
