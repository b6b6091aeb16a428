using System.Reflection;

namespace Quern.Architecture.Tests.Rooms;

/// <summary>Looks identifiers of documentation comments, such as <c>P:System.DateTime.Now</c>, up in the running framework.</summary>
internal static class DocumentationIds
{
    private static readonly Lazy<Type[]> Framework = new(() =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System*.dll")
            .Select(file => Assembly.Load(new AssemblyName(Path.GetFileNameWithoutExtension(file))))
            .SelectMany(assembly => assembly.GetExportedTypes())]);

    public static bool Exists(string id)
    {
        var name = id[2..];
        return id[0] switch
        {
            'N' => Framework.Value.Any(type => type.Namespace == name),
            'T' => Find(name) is not null,
            'P' => Find(Owner(name))?.GetProperty(Member(name)) is not null,
            'M' => Methods(name.Split('(')[0]).Any(method => Id(method) == name),
            _ => false,
        };
    }

    private static IEnumerable<MethodBase> Methods(string name) => Find(Owner(name)) switch
    {
        null => [],
        var type when Member(name) == "#ctor" => type.GetConstructors(),
        var type => type.GetMethods().Where(method => method.Name == Member(name)),
    };

    private static string Id(MethodBase method)
    {
        var name = $"{method.DeclaringType!.FullName}.{(method.IsConstructor ? "#ctor" : method.Name)}";
        var parameters = method.GetParameters();
        return parameters.Length == 0 ? name : $"{name}({string.Join(",", parameters.Select(parameter => parameter.ParameterType.FullName))})";
    }

    private static Type? Find(string name) => Framework.Value.FirstOrDefault(type => type.FullName == name);

    private static string Owner(string name) => name[..name.LastIndexOf('.')];

    private static string Member(string name) => name[(name.LastIndexOf('.') + 1)..];
}
