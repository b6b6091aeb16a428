using System.CommandLine.Invocation;
using Quern.Cli.Commands;
using Quern.Cli.Rendering;

var asked = QuernCommand.Create().Parse(args.Length == 0 ? ["--help"] : args);
return asked.Action is ParseErrorAction ? UsageErrors.Show(asked, args.Contains("--json")) : asked.Invoke();
