using Quern.Definitions;
using Quern.Values;

namespace Quern.Planning;

/// <summary>Gathers the reads, inputs and columns of one service plan. What an on-demand feature needs and nobody asked for is read but not returned.</summary>
internal sealed class ServiceBuilder(FeatureCatalog catalog, string what, List<Finding> findings)
{
    private readonly List<Read> _reads = [];
    private readonly List<RequestField> _requests = [];
    private readonly List<OnDemandPlan> _onDemand = [];
    private readonly List<OutputColumn> _outputs = [];
    private readonly Dictionary<string, OnDemandDefinition> _offered = new(StringComparer.Ordinal);
    private readonly OnDemandResolver _resolver = new(catalog, findings);

    public bool Reads(string name) => _reads.Exists(read => read.Name == name);

    public ViewPlan ViewOf(int read) => _reads[read].View;

    public int AddRead(ViewPlan view, string name, bool isAlias, IReadOnlyList<string> joinKeys)
    {
        _reads.Add(new(view, name, isAlias, joinKeys));
        return _reads.Count - 1;
    }

    /// <summary>Makes an on-demand feature of the service known by name to the others.</summary>
    public void Offer(OnDemandDefinition feature) => _offered.TryAdd(feature.Name, feature);

    /// <summary>Returns a feature of a view as a column.</summary>
    public void Return(int read, int feature)
    {
        var (view, plan) = (_reads[read], _reads[read].View.Features[feature]);
        var fullName = $"{view.Name}__{plan.Name}";
        _outputs.Add(new(view.IsAlias ? fullName : plan.Name, fullName, plan.Type, Feature(read, feature)));
    }

    /// <summary>Returns an on-demand feature as a column.</summary>
    public void Return(OnDemandDefinition feature)
    {
        if (_resolver.Resolve(feature, this) is { } input) _outputs.Add(new(feature.Name, feature.Name, DataType.Scalar(feature.Kind), input));
    }

    /// <summary>Returns what a reference names; when it names nothing, says so where <paramref name="report"/> is set.</summary>
    public bool TryReturn(string reference, bool report)
    {
        if (catalog.OnDemand(reference) is { } onDemand)
        {
            Return(onDemand);
            return true;
        }

        Finding? finding = null;
        if (!FeatureCatalog.TrySplit(reference, out var viewName, out var feature)) finding = report ? PlanFindings.UnknownReference(reference, catalog.Names) : null;
        else if (catalog.View(viewName) is not { } view) finding = report ? PlanFindings.UnknownView($"reference '{reference}'", viewName, catalog.ViewNames) : null;
        else if (view.IndexOf(feature) is >= 0 and var index)
        {
            Return(ReadOf(view), index);
            return true;
        }
        else finding = report ? PlanFindings.UnknownFeature($"reference '{reference}'", view, feature) : null;

        if (finding is not null) findings.Add(finding);
        return false;
    }

    /// <summary>The input that is a feature of a view, which is then read.</summary>
    public OnDemandInput Feature(int read, int feature) => new(InputKind.Feature, read, _reads[read].PositionOf(feature));

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

    public OnDemandInput Add(OnDemandPlan plan)
    {
        _onDemand.Add(plan);
        return new(InputKind.OnDemand, 0, _onDemand.Count - 1);
    }

    /// <summary>The read of a view under its own name and keys, added when it is not there.</summary>
    public int ReadOf(ViewPlan view)
    {
        var read = _reads.FindIndex(read => read.View == view && !read.IsAlias);
        return read >= 0 ? read : AddRead(view, view.Reference, false, view.Definition.Entity.JoinKeys);
    }

    /// <summary>The read with a name, alias or not; -1 when there is none.</summary>
    public int ReadNamed(string name) => _reads.FindIndex(read => read.Name == name);

    public OnDemandDefinition? Offered(string name) => _offered.GetValueOrDefault(name);

    /// <summary>The features that a name can be within the service, first those that are returned, then all of the views that it reads.</summary>
    public List<(int Read, int Feature)> Candidates(string name)
    {
        var returned = _outputs.Where(output => output.Name == name && output.Input.Kind == InputKind.Feature)
            .Select(output => (output.Input.Read, _reads[output.Input.Read].FeatureAt(output.Input.Index)))
            .ToList();
        if (returned.Count > 0) return returned;
        var found = new List<(int, int)>();
        for (var read = 0; read < _reads.Count; read++)
            if (_reads[read].View.IndexOf(name) is >= 0 and var feature)
                found.Add((read, feature));
        return found;
    }

    public string NameOf(int read, int feature) => $"{_reads[read].Name}:{_reads[read].View.Features[feature].Name}";

    public ServicePlan Build(string? name, bool fullNames)
    {
        var joinKeys = JoinKeys();
        foreach (var request in _requests)
            if (joinKeys.Find(key => key.Name == request.Name) is { } key && key.Kind != request.Kind)
                findings.Add(PlanFindings.ColumnKinds(what, key.Name, key.Kind, request.Kind));
        CheckColumns(joinKeys, fullNames);
        return new(name, joinKeys, _requests, [.. _reads.Select(read => read.ToPlan())], _onDemand, _outputs);
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

    private string OriginOf(OutputColumn output) => output.Input.Kind == InputKind.Feature ? $"view '{_reads[output.Input.Read].Name}'" : "the on-demand features";

    private sealed class Read(ViewPlan view, string name, bool isAlias, IReadOnlyList<string> joinKeys)
    {
        private readonly List<int> _features = [];
        private readonly Dictionary<int, int> _positions = [];

        public ViewPlan View => view;

        public string Name => name;

        public bool IsAlias => isAlias;

        public IReadOnlyList<string> JoinKeys => joinKeys;

        public int FeatureAt(int position) => _features[position];

        public int PositionOf(int feature)
        {
            if (_positions.TryGetValue(feature, out var position)) return position;
            _features.Add(feature);
            return _positions[feature] = _features.Count - 1;
        }

        public ViewRead ToPlan() => new(view, name, joinKeys, _features);
    }
}
