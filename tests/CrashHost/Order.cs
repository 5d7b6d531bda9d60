namespace Provisioning.CrashHost;

/// <summary><c>order STORE CLOCK COUNT</c>: one of several shops that sell from the same stock, one machine after the other.</summary>
internal static class Order
{
    public static async Task<int> RunAsync(string store, string clockFile, int count)
    {
        var work = new Workplace(store, clockFile);
        using var host = new ProvisioningHost(work.Store, work.Clock);
        var order = new OrderVm { Package = host.VmPackages.Find().Single().Name, Client = host.Clients.Find().Single().UserName };
        var desk = host.VirtualMachines.OpenOrderDesk();
        var errors = new List<ProvisioningError>();
        for (var i = 0; i < count; i++)
            errors.AddRange((await desk.SubmitAsync([order], CancellationToken.None)).Select(answer => answer.Error).OfType<ProvisioningError>());
        return Workplace.Ended(errors);
    }
}
