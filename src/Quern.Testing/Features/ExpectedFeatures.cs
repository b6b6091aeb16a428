using Quern.Planning;

namespace Quern.Testing;

/// <summary>Which columns of a service's answer a test expects to be what.</summary>
internal static class ExpectedFeatures
{
    /// <exception cref="ArgumentException">A name is not that of a column.</exception>
    public static IReadOnlyDictionary<int, object?> Of(ServicePlan service, object features)
    {
        var expected = new Dictionary<int, object?>();
        foreach (var (name, value) in Members.Of(features))
        {
            var column = IndexOf(service, name);
            if (column < 0) throw new ArgumentException($"There is no feature '{name}'. The features are: {string.Join(", ", service.Outputs.Select(output => output.Name))}.", nameof(features));
            expected[column] = value;
        }

        return expected.Count > 0 ? expected : throw new ArgumentException("Nothing is expected: name at least one feature.", nameof(features));
    }

    private static int IndexOf(ServicePlan service, string name)
    {
        for (var i = 0; i < service.Outputs.Count; i++)
            if (service.Outputs[i].Name == name || service.Outputs[i].FullName == name)
                return i;
        return -1;
    }
}
