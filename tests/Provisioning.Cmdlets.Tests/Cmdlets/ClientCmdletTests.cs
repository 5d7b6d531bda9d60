using System.Collections.Specialized;
using System.Management.Automation;
using PowerShellDouble;
using Provisioning.Commands;
using static Provisioning.Cmdlets.Tests.Cmdlets.CmdletAssert;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

public class ClientCmdletTests
{
    [Fact]
    public void A_file_of_clients_is_entered()
    {
        var host = FakeHost.Installed();
        var result = Pipeline.From(Row(new { UserName = "ann", Name = "Ann", Company = "", City = "Riga" }), Row(new { UserName = "bob", Email = "bob@example.com" })).To<NewProvisioningClientCommand>().Run().OrThrow();

        Assert.Equal([1L, 2L], result.OutputOf<ProvisioningClient>().Select(c => c.Id));
        Assert.Equal(("Ann", null, "Riga"), (host.ClientTable[0].Name, host.ClientTable[0].Company, host.ClientTable[0].City));
        Assert.Equal("bob@example.com", host.ClientTable[1].Email);
    }

    [Fact]
    public void Further_fields_keep_their_order()
    {
        var host = FakeHost.Installed();
        var fields = new OrderedDictionary { ["Vat"] = "LV1", ["Account"] = 7 };
        Pipeline.Of<NewProvisioningClientCommand>(new { UserName = "ann", CustomField = fields }).Run().OrThrow();
        Assert.Equal([new("Vat", "LV1"), new CustomField("Account", "7")], host.ClientTable[0].CustomFields);
    }

    [Fact]
    public void A_client_is_a_name_a_number_or_an_object()
    {
        var host = FakeHost.Installed().WithClients("ann", "bob", "cid");
        var result = Pipeline.From("ann", 2, host.ClientTable[2], Row(new { UserName = "ANN" })).To<SetProvisioningClientCommand>(new { Country = "LV", PassThru = true }).Run().OrThrow();

        Assert.Equal(["ann", "bob", "cid", "ann"], result.OutputOf<ProvisioningClient>().Select(c => c.UserName));
        Assert.All(host.ClientTable, c => Assert.Equal(("LV", "Riga"), (c.Country, c.City)));
    }

    [Fact]
    public void Digits_in_quotes_are_a_user_name()
    {
        var host = FakeHost.Installed().WithClients("ann", "1");
        Pipeline.Of<SetProvisioningClientCommand>(new { Client = "1", NewUserName = "one" }).Run().OrThrow();
        Assert.Equal(["ann", "one"], host.ClientTable.Select(c => c.UserName));
    }

    [Fact]
    public void Get_finds_by_pattern_name_and_number()
    {
        FakeHost.Installed().WithClients("ann", "anja", "bob");
        Assert.Equal(2, Pipeline.Of<GetProvisioningClientCommand>(new { Client = "an*" }).Run().OrThrow().Output.Count);
        Assert.Equal(["bob"], Pipeline.Of<GetProvisioningClientCommand>(new { Id = 3 }).Run().OrThrow().OutputOf<ProvisioningClient>().Select(c => c.UserName));
        Assert.Equal(["ann"], Pipeline.From(FakeHost.Service(7, "web")).To<GetProvisioningClientCommand>().Run().OrThrow().OutputOf<ProvisioningClient>().Select(c => c.UserName));
        Failed<GetProvisioningClientCommand>(Pipeline.Of<GetProvisioningClientCommand>(new { Client = "eve" }).Run(), ErrorIds.ClientNotFound, ErrorCategory.ObjectNotFound, "eve");
    }

    [Fact]
    public void Remove_asks_and_reports_what_is_in_use()
    {
        var host = FakeHost.Installed().WithClients("ann", "bob");
        host.Faults["Clients.Remove 1"] = new(ErrorIds.ClientInUse, ErrorKind.Busy, "Has services.", "ann");
        var result = Pipeline.From("ann", "bob").To<RemoveProvisioningClientCommand>().Answering(_ => true).Run();

        Failed<RemoveProvisioningClientCommand>(result, ErrorIds.ClientInUse, ErrorCategory.ResourceBusy, "ann");
        Assert.Equal(["ann"], host.ClientTable.Select(c => c.UserName));
    }
}
