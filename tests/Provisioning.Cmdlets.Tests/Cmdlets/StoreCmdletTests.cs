using System.Management.Automation;
using PowerShellDouble;
using Provisioning.Commands;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

public class StoreCmdletTests
{
    [Fact]
    public void Initialize_says_what_it_made()
    {
        var host = FakeHost.Installed();
        host.Exists = false;
        var store = Pipeline.Of<InitializeProvisioningStoreCommand>(new { StatePath = "here", JournalRetentionDays = 30 }).In("/srv").Run().OrThrow().OutputOf<StoreInfo>().Single();

        Assert.Equal(("/srv/here", true), (store.Path, store.Exists));
        Assert.Contains("Factory.Initialize 30 False", host.Calls);
    }

    [Fact]
    public void Get_tells_of_a_store_that_is_not_there_and_makes_none()
    {
        var host = FakeHost.Installed();
        host.Exists = false;
        Assert.False(Pipeline.Of<GetProvisioningStoreCommand>().Run().OrThrow().OutputOf<StoreInfo>().Single().Exists);
        Assert.Empty(host.Calls);
    }

    [Fact]
    public void Get_describes_the_store_that_is_there()
    {
        FakeHost.Installed().WithServices("a", "b");
        Assert.Equal(2, Pipeline.Of<GetProvisioningStoreCommand>().Run().OrThrow().OutputOf<StoreInfo>().Single().Services);
    }

    [Fact]
    public void Backup_goes_to_a_path_of_the_session()
    {
        var host = FakeHost.Installed();
        var backup = Pipeline.Of<BackupProvisioningStoreCommand>(new { Path = "copy.db", Force = true }).In("/srv").Run().OrThrow().OutputOf<StoreBackup>().Single();
        Assert.Equal("/srv/copy.db", backup.Path);
        Assert.Contains("Store.Backup /srv/copy.db True", host.Calls);
    }

    [Fact]
    public void Verbose_says_which_store_it_is_and_why()
    {
        FakeHost.Installed().WithPools("a");
        var result = Pipeline.Of<GetIpPoolCommand>(new { StatePath = "/srv/x" }).Run().OrThrow();
        Assert.Contains("Store /srv/x: named by -StatePath", result.Verbose);
    }

    /// <summary>PowerShell asks before every verbose line then, and fails where nobody can answer.</summary>
    [Fact]
    public void Debug_alone_writes_no_verbose_line()
    {
        FakeHost.Installed().WithPools("a");
        var result = Pipeline.Of<GetIpPoolCommand>(new { StatePath = "/srv/x", Debug = true }).Run().OrThrow();
        Assert.Empty(result.Verbose);
        Assert.Contains("Store /srv/x: named by -StatePath", result.Debug);
        Assert.NotEmpty(Pipeline.Of<GetIpPoolCommand>(new { StatePath = "/srv/x", Debug = true, Verbose = true }).Run().OrThrow().Verbose);
    }

    [Fact]
    public void A_store_that_cannot_be_opened_ends_the_cmdlet()
    {
        var host = FakeHost.Installed();
        host.Faults["Factory.Open"] = new(ErrorIds.StoreDamaged, ErrorKind.Store, "Damaged. Restore a backup.", "/srv/x");
        var result = Pipeline.From("a", "b").To<GetVmPackageCommand>().Run();

        Assert.Equal($"StoreDamaged,{typeof(GetVmPackageCommand).FullName}", result.TerminatingError?.FullyQualifiedErrorId);
        Assert.Equal((ErrorCategory.OpenError, "/srv/x"), (result.TerminatingError?.CategoryInfo.Category, result.TerminatingError?.TargetObject));
        Assert.Single(host.Calls);
    }

    [Theory]
    [InlineData(typeof(GetVmPackageCommand), null, false)]
    [InlineData(typeof(NewVmPackageCommand), null, true)]
    [InlineData(typeof(NewVmPackageCommand), "/srv/x", false)]
    public void Only_who_enters_something_at_the_default_place_makes_a_store(Type cmdlet, string? statePath, bool makes)
    {
        var host = FakeHost.Installed().WithPackages("a");
        var parameters = new Dictionary<string, object?> { ["Name"] = "a" };
        if (statePath is not null)
            parameters["StatePath"] = statePath;
        Pipeline.Of(cmdlet, parameters).Run().OrThrow();
        Assert.Equal(makes, Assert.Single(host.Openings).CreateIfMissing);
    }

    [Fact]
    public void A_pipeline_opens_the_store_once_and_closes_it_at_its_end()
    {
        var host = FakeHost.Installed().WithPackages("a", "b");
        Pipeline.Of<GetVmPackageCommand>().To<SetVmPackageCommand>(new { Cores = 3 }).Run().OrThrow();

        Assert.Single(host.Openings);
        Assert.Equal(0, host.Open);
    }
}
