using Provisioning;
using Provisioning.Cli;

using var interruption = Interruption.Listen();
return await new CommandLine(Session.OfProcess(new ProvisioningHostFactory(), interruption)).RunAsync(args);
