namespace Quern.Testing;

/// <summary>An object as names with values: a dictionary's, or its public properties.</summary>
internal static class Members
{
    public static IEnumerable<KeyValuePair<string, object?>> Of(object fields) => fields is IEnumerable<KeyValuePair<string, object?>> pairs
        ? pairs
        : fields.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0).Select(property => KeyValuePair.Create(property.Name, property.GetValue(fields)));
}
