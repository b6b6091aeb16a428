using System.Reflection;
using Quern.Docs.Tests.Pages;
using Quern.Planning;

namespace Quern.Docs.Tests.Code;

/// <summary>What the pages show in C# compiles without a warning, plans without a finding, and its tests pass.</summary>
public sealed class PageCodeTests
{
    public static TheoryData<string> WithCode => Page.With("csharp");

    [Theory]
    [MemberData(nameof(WithCode))]
    public void Code_Compiles_PlansAndPasses(string page)
    {
        var (assembly, complaints) = PageCode.Compile(Page.At(page));
        complaints.ShouldBeEmpty();
        Type[] types = assembly!.GetExportedTypes();
        foreach (var type in types.Where(type => type.IsSubclassOf(typeof(FeatureRepository)))) Plan(type);
        foreach (var test in types.SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttribute<FactAttribute>() is not null))
            test.Invoke(Activator.CreateInstance(test.DeclaringType!), BindingFlags.DoNotWrapExceptions, null, null, null);
    }

    private static void Plan(Type repository)
    {
        var reading = RepositoryReader.Read((FeatureRepository)Activator.CreateInstance(repository)!);
        RepositoryPlanner.Plan(reading, new PlanOptions()).Findings.Select(finding => $"{finding.Code}: {finding.Message} {finding.Detail} {finding.Hint}").ShouldBeEmpty();
    }
}
