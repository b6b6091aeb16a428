using Quern.Benchmarks.Gallery;
using Quern.Benchmarks.Http;
using Quern.Benchmarks.Monitoring;
using Quern.Benchmarks.Online;
using Quern.Benchmarks.Registry;
using Quern.Benchmarks.Sources;
using Quern.Benchmarks.Streams;
using Quern.Benchmarks.TrainingSets;
using Quern.Benchmarks.Workers;

var commands = new Dictionary<string, Func<string[], Task<int>>>
{
    ["http"] = HttpBenchmark.RunAsync,
    [OpenLoad.Command] = OpenLoad.RunAsync,
    ["curves"] = CurvesBenchmark.RunAsync,
    ["http-log"] = LoggedBenchmark.RunAsync,
    ["http-audited"] = AuditedBenchmark.RunAsync,
    ["online"] = OnlineBenchmark.RunAsync,
    ["streams"] = StreamBenchmark.RunAsync,
    ["streams-http"] = HttpStreamBenchmark.RunAsync,
    ["streams-watched"] = WatchedStreamBenchmark.RunAsync,
    [ClickServer.Command] = ClickServer.RunAsync,
    [ClickReader.Command] = ClickReader.RunAsync,
    ["shards"] = ShardBenchmark.RunAsync,
    [ClickShard.Command] = ClickShard.RunAsync,
    ["streams-start"] = StartBenchmark.RunAsync,
    [StartBenchmark.FillCommand] = StartBenchmark.FillAsync,
    ["streams-size"] = SizeBenchmark.RunAsync,
    ["redis"] = RedisBenchmark.RunAsync,
    ["workers"] = WorkersBenchmark.RunAsync,
    [WorkerMember.Command] = WorkerMember.RunAsync,
    ["registry"] = RegistryBenchmark.RunAsync,
    ["gallery"] = GalleryBenchmark.RunAsync,
    ["postgres-source"] = PostgresBenchmark.RunAsync,
    ["postgres-push-down"] = PushDownBenchmark.RunAsync,
    ["replay"] = ReplayBenchmark.RunAsync,
    ["detection"] = DetectionBenchmark.RunAsync,
    ["drift-report"] = ReportBenchmark.RunAsync,
    ["feature-drift"] = FeatureDriftBenchmark.RunAsync,
    ["training-profile"] = TrainingProfileBenchmark.RunAsync,
    ["training-sets"] = TrainingSetBenchmark.RunAsync,
};

// Benchmarks start these themselves, as processes.
string[] parts = [OpenLoad.Command, ClickServer.Command, ClickReader.Command, ClickShard.Command, StartBenchmark.FillCommand, WorkerMember.Command];
if (args is [var name, ..] && commands.TryGetValue(name, out var command)) return await command(args[1..]);
Console.Error.WriteLine($"usage: Quern.Benchmarks COMMAND\ncommands: {string.Join(", ", commands.Keys.Except(parts))}");
return 2;
