using Provisioning.Engine;
using Provisioning.Proxmox;
using Provisioning.Proxmox.Client;

namespace Provisioning.CrashHost;

/// <summary>
/// <c>mortal-tick STORE CLOCK [MOMENT]</c>: carries what was asked for last to its end and prints every moment it passes. At the given one it
/// waits for a line, so that its parent can kill it there, or stop it and let it go on later.
/// </summary>
internal static class MortalTick
{
    public static async Task<int> RunAsync(string path, string clockFile, string? haltAt)
    {
        using var work = new Workplace(path, clockFile);
        var passed = new Dictionary<(string Step, string What), int>();
        Func<string>? step = null;
        var plan = CrashPlan.Tell(what =>
        {
            Moment moment;
            lock (passed)
            {
                var name = (step!(), what);
                passed[name] = passed.GetValueOrDefault(name) + 1;
                moment = new Moment(name.Item1, what, passed[name]);
            }
            Console.WriteLine(moment);
            if (moment.ToString() == haltAt) Console.ReadLine();
        });
        using var store = new MortalStore(work.Store, plan);
        using var servers = new ProxmoxServers(store, (server, secret) => new ProxmoxClient(server, secret,
            ProxmoxClient.DefaultOptions(server) with { Around = handler => new MortalHandler(handler, plan) }));
        var driver = new ProxmoxDriver(servers, work.Clock);
        var operation = work.Store.Read(reader => reader.OperationPage(null, true, null, 0, int.MaxValue))[^1].Id;
        step = () => StepOf(work.Store, driver, operation);
        var summary = await new ProvisioningEngine(store, [driver], work.Clock, Workplace.UntilIdle).TickAsync(Workplace.Bounded, null, CancellationToken.None);
        return Workplace.Ended(summary.Errors);
    }

    private static string StepOf(IStateStore store, ProxmoxDriver driver, long operation)
    {
        var row = store.Read(reader => reader.Operation(operation))!;
        return driver.Operations[row.Name].Steps.ElementAtOrDefault(row.StepIndex) is { } step ? Moment.StepAt(row.StepIndex, step.Name) : Moment.TheEnd;
    }
}
