using System.CommandLine;
using System.CommandLine.Invocation;
using Quern.Cli.Commands;
using Quern.Cli.Rendering;

var asked = QuernCommand.Create().Parse(args.Length == 0 ? ["--help"] : args);

// A command that is told to stop ends well: with what is under way answered or undone, and what it did said.
var patience = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) };
return asked.Action is ParseErrorAction ? UsageErrors.Show(asked, args.Contains("--json")) : asked.Invoke(patience);
