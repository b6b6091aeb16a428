using Quern.Definitions;
using Quern.Values;

namespace Quern.Planning;

/// <summary>Gathers the reads, inputs and columns of one service plan. What an on-demand feature needs and nobody asked for is read but not returned.</summary>
internal sealed class ServiceBuilder(FeatureCatalog catalog, string what, List<Finding> findings)
{
    private readonly List<Read> _reads = [];
    private readonly List<LookedUp> _lookups = [];
    private readonly List<RequestField> _requests = [];
    private readonly List<OnDemandPlan> _onDemand = [];
    private readonly List<OutputColumn> _outputs = [];
    private readonly Dictionary<string, OnDemandPlace> _offered = new(StringComparer.Ordinal);
    private readonly OnDemandResolver _resolver = new(catalog, findings);

    public bool Reads(string name) => ReadNamed(name) >= 0 || LookupNamed(name) >= 0;

    public ViewPlan ViewOf(int read) => _reads[read].View;

    public LookupPlan LookupOf(int lookup) => _lookups[lookup].Plan;

    public int AddRead(ViewPlan view, string name, bool isAlias, IReadOnlyList<string> joinKeys)
    {
        _reads.Add(new(view, name, isAlias, joinKeys));
        return _reads.Count - 1;
    }

    /// <summary>Adds a lookup whose keys are of the entity that the join keys name; the view that has them is read too.</summary>
    public int AddLookup(LookupPlan lookup, string name, bool isAlias, IReadOnlyList<string> joinKeys)
    {
        var read = _reads.FindIndex(read => read.View == lookup.KeyView && read.JoinKeys.SequenceEqual(joinKeys));
        if (read < 0) read = AddRead(lookup.KeyView, lookup.KeyView.Reference, false, joinKeys);
        // Of a key that is not there enough has been said.
        var key = lookup.KeyFeature < 0 ? new(InputKind.Feature, read, 0) : Input(new(InputKind.Feature, read, lookup.KeyFeature));
        _lookups.Add(new(lookup, name, isAlias, key));
        return _lookups.Count - 1;
    }

    /// <summary>Makes the on-demand features of a method of the service known by name to the others.</summary>
    public void Offer(OnDemandDefinition method)
    {
        for (var i = 0; i < method.Outputs.Count; i++) _offered.TryAdd(method.Outputs[i].Name, new(method, i));
    }

    /// <summary>Returns a feature of a view or of a lookup as a column.</summary>
    public void Return(FeaturePlace place)
    {
        var (of, isAlias) = place.Kind == InputKind.Lookup ? (_lookups[place.Read].Name, _lookups[place.Read].IsAlias) : (_reads[place.Read].Name, _reads[place.Read].IsAlias);
        var (name, type) = FeatureAt(place);
        var fullName = $"{of}__{name}";
        _outputs.Add(new(isAlias ? fullName : name, fullName, type, Input(place)));
    }

    /// <summary>Returns an on-demand feature as a column.</summary>
    public void Return(OnDemandPlace place)
    {
        var feature = place.Feature;
        if (_resolver.Resolve(place.Definition, this) is { } method) _outputs.Add(new(feature.Name, feature.Name, DataType.Scalar(feature.Kind), new(InputKind.OnDemand, method, place.Output)));
    }

    /// <summary>Checks an on-demand method that nobody returns.</summary>
    public void Check(OnDemandDefinition method) => _resolver.Resolve(method, this);

    /// <summary>Returns what a reference names; when it names nothing, says so where <paramref name="report"/> is set.</summary>
    public bool TryReturn(string reference, bool report)
    {
        if (catalog.OnDemand(reference) is { } onDemand)
        {
            Return(onDemand);
            return true;
        }

        var (place, finding) = Find($"reference '{reference}'", reference);
        if (place is { } found) Return(found);
        else if (report) findings.Add(finding!());
        return place is not null;
    }

    /// <summary>
    /// The feature that <c>view:feature</c> or <c>lookup:feature</c> names, which is then read; null, and what to say about it, when it names none. Finding the nearest name takes a while, so that
    /// it is only done for what is said.
    /// </summary>
    public (FeaturePlace? Place, Func<Finding>? Finding) Find(string what, string reference)
    {
        if (!FeatureCatalog.TrySplit(reference, out var of, out var name)) return (null, () => PlanFindings.UnknownReference(reference, catalog));
        if (ReadNamed(of) is var read and >= 0) return Find(what, ViewOf(read), read, name);
        if (LookupNamed(of) is var lookup and >= 0) return Find(what, lookup, name);
        if (catalog.View(of) is { } view) return Find(what, view, view.IndexOf(name) < 0 ? -1 : ReadOf(view), name);
        if (catalog.Lookup(of) is { } plan) return Find(what, AddLookup(plan, plan.Name, false, plan.KeyView.Definition.Entity.JoinKeys), name);
        return (null, () => PlanFindings.UnknownView(what, of, catalog.ViewNames));
    }

    /// <summary>The input that is a feature of a view or of a lookup, which is then read.</summary>
    public OnDemandInput Input(FeaturePlace place) =>
        new(place.Kind, place.Read, (place.Kind == InputKind.Lookup ? _lookups[place.Read].Features : _reads[place.Read].Features).PositionOf(place.Feature));

    /// <summary>The input that is a field of the request.</summary>
    public OnDemandInput Request(string name, ValueKind kind)
    {
        var index = _requests.FindIndex(field => field.Name == name);
        if (index < 0)
        {
            _requests.Add(new(name, kind));
            index = _requests.Count - 1;
        }
        else if (IsWhole(kind) && IsWhole(_requests[index].Kind))
        {
            // What fits the narrower of two parameters fits both.
            if (kind == ValueKind.Int32) _requests[index] = new(name, kind);
        }
        else if (_requests[index].Kind != kind) findings.Add(PlanFindings.ColumnKinds(what, name, _requests[index].Kind, kind));

        return new(InputKind.Request, 0, index);
    }

    /// <summary>Adds an on-demand method, and gives its number.</summary>
    public int Add(OnDemandPlan plan)
    {
        _onDemand.Add(plan);
        return _onDemand.Count - 1;
    }

    /// <summary>The read of a view under its own name and keys, added when it is not there.</summary>
    public int ReadOf(ViewPlan view)
    {
        var read = _reads.FindIndex(read => read.View == view && !read.IsAlias);
        return read >= 0 ? read : AddRead(view, view.Reference, false, view.Definition.Entity.JoinKeys);
    }

    public OnDemandPlace? Offered(string name) => _offered.TryGetValue(name, out var place) ? place : null;

    /// <summary>The columns of a name that are returned of views and lookups.</summary>
    public List<FeaturePlace> Returned(string name) =>
        [.. _outputs.Where(output => output.Name == name && output.Input.Kind != InputKind.OnDemand).Select(output => PlaceOf(output.Input))];

    /// <summary>The features of a name of the views and lookups that are read, returned or not.</summary>
    public List<FeaturePlace> Readable(string name)
    {
        var found = new List<FeaturePlace>();
        for (var read = 0; read < _reads.Count; read++)
            if (_reads[read].View.IndexOf(name) is >= 0 and var feature)
                found.Add(new(InputKind.Feature, read, feature));
        for (var lookup = 0; lookup < _lookups.Count; lookup++)
            if (_lookups[lookup].Plan.IndexOf(name) is >= 0 and var feature)
                found.Add(new(InputKind.Lookup, lookup, feature));
        return found;
    }

    public string NameOf(FeaturePlace place) => $"{(place.Kind == InputKind.Lookup ? _lookups[place.Read].Name : _reads[place.Read].Name)}:{FeatureAt(place).Name}";

    public DataType TypeOf(FeaturePlace place) => FeatureAt(place).Type;

    public ServicePlan Build(string? name, bool fullNames)
    {
        var joinKeys = JoinKeys();
        foreach (var request in _requests)
            if (joinKeys.Find(key => key.Name == request.Name) is { } key && key.Kind != request.Kind)
                findings.Add(PlanFindings.ColumnKinds(what, key.Name, key.Kind, request.Kind));
        CheckColumns(joinKeys, fullNames);
        return new(name, joinKeys, _requests, [.. _reads.Select(read => read.ToPlan())], _onDemand, _outputs) { Lookups = [.. _lookups.Select(lookup => lookup.ToPlan())] };
    }

    private static (FeaturePlace?, Func<Finding>?) Find(string what, ViewPlan view, int read, string name) =>
        view.IndexOf(name) is >= 0 and var feature ? (new FeaturePlace(InputKind.Feature, read, feature), null) : (null, () => PlanFindings.UnknownFeature(what, view, name));

    private (FeaturePlace?, Func<Finding>?) Find(string what, int lookup, string name)
    {
        var plan = LookupOf(lookup);
        if (plan.IndexOf(name) is >= 0 and var feature) return (new FeaturePlace(InputKind.Lookup, lookup, feature), null);
        return plan.Unlisted.FirstOrDefault(feature => feature.Name == name) is { } unlisted
            ? (null, () => PlanFindings.Unlisted(what, unlisted))
            : (null, () => PlanFindings.UnknownFeature(what, plan, name));
    }

    private int ReadNamed(string name) => _reads.FindIndex(read => read.Name == name);

    private int LookupNamed(string name) => _lookups.FindIndex(lookup => lookup.Name == name);

    private FeaturePlace PlaceOf(OnDemandInput input) =>
        new(input.Kind, input.Read, (input.Kind == InputKind.Lookup ? _lookups[input.Read].Features : _reads[input.Read].Features).All[input.Index]);

    private (string Name, DataType Type) FeatureAt(FeaturePlace place)
    {
        if (place.Kind == InputKind.Lookup && _lookups[place.Read].Plan.Features[place.Feature] is var lookedUp) return (lookedUp.Name, lookedUp.Type);
        var feature = _reads[place.Read].View.Features[place.Feature];
        return (feature.Name, feature.Type);
    }

    private static bool IsWhole(ValueKind kind) => kind is ValueKind.Int32 or ValueKind.Int64;

    private List<RequestField> JoinKeys()
    {
        var keys = new List<RequestField>();
        foreach (var read in _reads)
            foreach (var (column, kind) in read.JoinKeys.Zip(read.View.KeyKinds))
                if (keys.Find(key => key.Name == column) is not { } known) keys.Add(new(column, kind));
                else if (known.Kind != kind && read.View.Definition.Keys.All(key => key.IsUsable)) findings.Add(PlanFindings.ColumnKinds(what, column, known.Kind, kind));
        return keys;
    }

    private void CheckColumns(List<RequestField> joinKeys, bool fullNames)
    {
        var origins = joinKeys.ToDictionary(key => key.Name, key => $"the join keys", StringComparer.Ordinal);
        foreach (var output in _outputs)
        {
            var (column, origin) = (fullNames ? output.FullName : output.Name, OriginOf(output));
            if (!origins.TryAdd(column, origin)) findings.Add(PlanFindings.SameColumn(what, column, origins[column], origin));
        }
    }

    private string OriginOf(OutputColumn output) => output.Input.Kind switch
    {
        InputKind.Feature => $"view '{_reads[output.Input.Read].Name}'",
        InputKind.Lookup => $"lookup '{_lookups[output.Input.Read].Name}'",
        _ => "the on-demand features",
    };

    private sealed class Read(ViewPlan view, string name, bool isAlias, IReadOnlyList<string> joinKeys)
    {
        public ViewPlan View => view;

        public string Name => name;

        public bool IsAlias => isAlias;

        public IReadOnlyList<string> JoinKeys => joinKeys;

        public FeaturesRead Features { get; } = new();

        public ViewRead ToPlan() => new(view, name, joinKeys, Features.All);
    }

    private sealed class LookedUp(LookupPlan plan, string name, bool isAlias, OnDemandInput key)
    {
        public LookupPlan Plan => plan;

        public string Name => name;

        public bool IsAlias => isAlias;

        public FeaturesRead Features { get; } = new();

        public LookupRead ToPlan() => new(plan, name, key, Features.All);
    }

    /// <summary>Which features are read, each once, in the order in which they were asked for.</summary>
    private sealed class FeaturesRead
    {
        private readonly List<int> _features = [];
        private readonly Dictionary<int, int> _positions = [];

        public IReadOnlyList<int> All => _features;

        public int PositionOf(int feature)
        {
            if (_positions.TryGetValue(feature, out var position)) return position;
            _features.Add(feature);
            return _positions[feature] = _features.Count - 1;
        }
    }
}

/// <summary>A feature in a service that is being put together.</summary>
/// <param name="Kind">Whether it is of a view or of a lookup.</param>
/// <param name="Read">Which of the service's reads, or of its lookups.</param>
/// <param name="Feature">Its position in the view's or the lookup's features.</param>
internal readonly record struct FeaturePlace(InputKind Kind, int Read, int Feature);
