using System.CommandLine;
using System.CommandLine.Help;

namespace Quern.Cli.Commands;

/// <summary>All commands under one name.</summary>
internal static class QuernCommand
{
    public static Command Create()
    {
        var shared = new SharedOptions();
        // Not a RootCommand, which would call itself by the program file's name.
        var root = new Command("quern", "The interface between raw data and models in production.")
        {
            InitCommand.Create(shared),
            PlanCommand.Create(shared),
            PlansCommand.Create(shared),
            ApplyCommand.Create(shared),
            HistoryCommand.Create(shared),
            RollbackCommand.Create(shared),
            RegistryCommand.Create(shared),
            TrainingSetCommand.Create(shared),
            MergeTrainingSetCommand.Create(shared),
            KernelCommand.Create(shared),
            MaterializeCommand.Create(shared),
            PauseCommand.Create(shared),
            PauseCommand.CreateResume(shared),
            ServeCommand.Create(shared),
            WorkerCommand.Create(shared),
            PushCommand.Create(shared),
            DeadLettersCommand.Create(shared),
            GetCommand.Create(shared),
            ReplayCommand.Create(shared),
            AuditCommand.Create(shared),
            ExplainCommand.Create(shared),
            StatusCommand.Create(shared),
            AvailabilityCommand.Create(shared),
            CostCommand.Create(shared),
            AlertsCommand.Create(shared),
            TestCommand.Create(shared),
            ProfileCommand.Create(shared),
            DriftCommand.Create(shared),
            BackupCommand.Create(shared),
            RestoreCommand.Create(shared),
            VerifyCommand.Create(shared),
            DoctorCommand.Create(shared),
            DemoCommand.Create(shared),
        };
        root.Options.Add(new HelpOption());
        root.Options.Add(new VersionOption());
        shared.AddTo(root);
        return root;
    }
}
