using Quern.Cli.Projects;

namespace Quern.Cli.Doctor;

/// <summary>What is looked at.</summary>
/// <param name="Project">The project; null where there is none, or its settings cannot be read.</param>
/// <param name="Settings">What is wrong with the settings.</param>
/// <param name="Folder">The folder that was asked for.</param>
/// <param name="Time">The machine's clock.</param>
/// <param name="Stop">Stops it.</param>
internal sealed record Patient(Project? Project, IReadOnlyList<Finding> Settings, string Folder, TimeProvider Time, CancellationToken Stop)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Finds out what there is to look at.</summary>
    public static Patient Open(string? folder, TimeProvider time, CancellationToken stop)
    {
        var path = Path.GetFullPath(folder ?? Directory.GetCurrentDirectory());
        try
        {
            return new(Project.Open(folder), [], path, time, stop);
        }
        catch (QuernException wrong)
        {
            return new(null, wrong.Findings, path, time, stop);
        }
    }

    /// <summary>Runs every check there is, in their order; one that fails does not keep others from running.</summary>
    public IEnumerable<Diagnosis> Diagnose()
    {
        var checks = typeof(IDoctorCheck).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IDoctorCheck).IsAssignableFrom(type))
            .Select(type => (IDoctorCheck)Activator.CreateInstance(type)!);
        return checks.OrderBy(check => check.Order).ThenBy(check => check.Name, StringComparer.Ordinal).SelectMany(Of);
    }

    /// <summary>Something that may wait for another machine, and then not for ever.</summary>
    public T Patiently<T>(Func<CancellationToken, T> ask, Func<T> silent)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(Patience);
        try
        {
            return ask(patience.Token);
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            return silent();
        }
    }

    private List<Diagnosis> Of(IDoctorCheck check)
    {
        Stop.ThrowIfCancellationRequested();
        try
        {
            return [.. check.Run(this)];
        }
        catch (Exception failure) when (QuernException.FindingsOf(failure) is { Count: > 0 } findings)
        {
            return [.. findings.Select(finding => Diagnosis.Of(check.Name, finding))];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [Diagnosis.Of(check.Name, DoctorFindings.Failed(check.Name, failure.Message))];
        }
    }
}
