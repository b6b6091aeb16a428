using System.Reflection;
using Quern.Definitions;

namespace Quern;

/// <summary>Reads the properties and on-demand methods of repositories as definitions. Never throws because of what a project contains: everything wrong is a finding.</summary>
public static class RepositoryReader
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    /// <summary>Reads every public repository of an assembly that can be made without arguments, as one.</summary>
    public static RepositoryReading Read(Assembly assembly)
    {
        var collector = new DefinitionCollector();
        var types = assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(FeatureRepository)) && type.GetConstructor(Type.EmptyTypes) is not null)
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .ToList();
        if (types.Count == 0) collector.Add(DefinitionFindings.NoRepository(assembly.GetName().Name ?? ""));
        foreach (var type in types)
            try
            {
                Read((FeatureRepository)Activator.CreateInstance(type)!, collector);
            }
            catch (TargetInvocationException exception)
            {
                collector.Add(DefinitionFindings.PropertyThrew(type.Name, exception.InnerException!));
            }

        return collector.ToReading();
    }

    /// <summary>Reads repositories as one.</summary>
    public static RepositoryReading Read(params IReadOnlyList<FeatureRepository> repositories)
    {
        var collector = new DefinitionCollector();
        foreach (var repository in repositories) Read(repository, collector);
        return collector.ToReading();
    }

    private static void Read(FeatureRepository repository, DefinitionCollector collector)
    {
        var type = repository.GetType();
        foreach (var property in type.GetProperties(Members).OrderBy(property => property.MetadataToken))
            if (property.GetMethod is { IsPublic: true } getter && getter.GetParameters().Length == 0 && IsDefinition(property.PropertyType))
                Read(repository, property, collector);
        foreach (var method in type.GetMethods(Members | BindingFlags.NonPublic).OrderBy(method => method.MetadataToken))
            if (method.GetCustomAttribute<OnDemandAttribute>() is not null)
                collector.Add(OnDemandReader.Read(method));
    }

    private static bool IsDefinition(Type type) =>
        type == typeof(Entity) || type == typeof(NamedPointInTime) || type == typeof(FeatureService) || typeof(Source).IsAssignableFrom(type) || typeof(ServiceItem).IsAssignableFrom(type);

    private static void Read(FeatureRepository repository, PropertyInfo property, DefinitionCollector collector)
    {
        collector.Members.Current = property;
        try
        {
            switch (property.GetValue(repository))
            {
                case Entity entity:
                    collector.Add(entity.Definition);
                    collector.Members.Given("entity", entity.Definition.Name);
                    break;
                case NamedPointInTime point:
                    collector.Add(point.Definition);
                    break;
                case Source source:
                    collector.Add(source);
                    collector.Members.Given("source", source.Definition.Name);
                    break;
                case FeatureView view:
                    collector.Add(view);
                    collector.Members.Given("view", view.Definition.Reference);
                    break;
                case Lookup lookup:
                    collector.Add(lookup);
                    collector.Members.Given("lookup", lookup.Definition.Name);
                    break;
                case OnDemandFeature feature:
                    collector.Add(feature);
                    break;
                case FeatureService service:
                    collector.Add(service.Definition.Name.Length > 0 ? service : service.Named(SnakeCase.Of(property.Name)));
                    break;
            }
        }
        catch (TargetInvocationException exception)
        {
            collector.Add(DefinitionFindings.PropertyThrew($"{repository.GetType().Name}.{property.Name}", exception.InnerException!));
        }
    }
}
