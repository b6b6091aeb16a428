namespace Quern.Cli.Doctor;

/// <summary>
/// A small check of one thing that a project needs. Every class that is one, and has a constructor without parameters, is run by <c>quern doctor</c>: to add a check is to add a file.
/// </summary>
internal interface IDoctorCheck
{
    /// <summary>Gets where it stands among the others: what others depend on comes first.</summary>
    int Order { get; }

    /// <summary>Looks. What it throws as findings is told as wrong under <see cref="Name"/>.</summary>
    IEnumerable<Diagnosis> Run(Patient patient);

    /// <summary>Gets what it looks at.</summary>
    string Name { get; }
}
