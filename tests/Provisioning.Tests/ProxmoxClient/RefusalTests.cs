using Newtonsoft.Json;
using Provisioning.Proxmox.Client;

namespace Provisioning.Tests.ProxmoxClient;

public sealed class RefusalTests
{
    private static readonly Upid Task1 = Upid.Parse("UPID:pve1:00002554:00053D69:6B01D371:qmclone:8101:root@pam!full:");

    /// <summary>Status, the server's text, what it means, and whether trying again may help.</summary>
    public static TheoryData<int, string, string, bool> AtOnce => new()
    {
        { 500, "VM is locked (backup)", ErrorIds.MachineLocked, true },
        { 500, "VM is locked (suspended)", ErrorIds.MachineLocked, true },
        { 500, "can't lock file '/var/lock/qemu-server/lock-101.conf' - got timeout", ErrorIds.LockTimeout, true },
        { 500, "create pool failed: cfs-lock 'file-user_cfg' error: got lock request timeout", ErrorIds.LockTimeout, true },
        { 500, "unable to create VM 101: config file already exists", ErrorIds.RemoteIdTaken, false },
        { 500, "unable to create VM 101 - VM 101 already exists on node 'pve1'", ErrorIds.RemoteIdTaken, false },
        { 500, "Configuration file 'nodes/pve1/qemu-server/9999.conf' does not exist", ErrorIds.MachineMissing, false },
        { 500, "unable to find configuration file for VM 9999 on node 'pve1'", ErrorIds.MachineMissing, false },
        { 500, "checksum mismatch (file change by other user?)", ErrorIds.ConfigurationChanged, true },
        { 500, "detected modified configuration - file changed by other user? Try again.", ErrorIds.ConfigurationChanged, true },
        { 500, "cluster not ready - no quorum?", ErrorIds.NoQuorum, true },
        { 500, "cfs-lock 'storage-x' error: no quorum!", ErrorIds.NoQuorum, true },
        { 500, "got no worker upid - start worker failed", ErrorIds.OutcomeUnknown, true },
        { 500, "unable to create image: not enough space on storage 'shared1'", ErrorIds.StorageFull, true },
        { 500, "hostname lookup 'nosuch' failed - failed to get address info for: nosuch: Name or service not known", ErrorIds.NodeUnreachable, false },
        { 500, "no such cluster node 'nosuch'", ErrorIds.NodeUnreachable, false },
        { 500, "VM 8101 not running", ErrorIds.MachineNotRunning, false },
        { 500, "VM 8101 is running - destroy failed", ErrorIds.ServerRefused, false },
        { 500, "can't remove VM 8101 - protection mode enabled", ErrorIds.ServerRefused, false },
        { 500, "storage 'nosuch' does not exist", ErrorIds.ServerRefused, false },
        { 500, "snapshot 'nosnap' does not exist", ErrorIds.SnapshotNotFound, false },
        { 500, "IPSet 'mgmt' is not empty", ErrorIds.ServerRefused, false },
        { 500, "QEMU guest agent is not running", ErrorIds.GuestAgentMissing, true },
        { 500, "No QEMU guest agent configured", ErrorIds.GuestAgentMissing, false },
        { 500, "only root can set 'lock' config", ErrorIds.PrivilegeMissing, false },
        { 403, "Permission check failed (/vms/9000, VM.Audit)", ErrorIds.PrivilegeMissing, false },
        { 403, "Permission check failed (pool 'nopool' does not exist)", ErrorIds.PrivilegeMissing, false },
        { 401, "authentication failure", ErrorIds.CredentialRejected, false },
        { 501, "Method 'GET /nope' not implemented", ErrorIds.ServerRefused, false },
        { 500, "", ErrorIds.ServerRefused, false },
    };

    [Theory, MemberData(nameof(AtOnce))]
    public void A_text_means_the_same_in_the_body_and_beside_the_status(int status, string text, string id, bool retryable)
    {
        using var rig = new PveRig();
        using var older = new PveRig();
        var message = JsonConvert.SerializeObject(text + "\n");
        rig.Handler.Reply(status, $$"""{"data":null,"message":{{message}}}""", "Some Reason");
        older.Handler.Reply(status, "", text.Length > 0 ? text : null);
        foreach (var error in new[] { rig.Fails(rig.Api.RegenerateCloudInitAsync(PveRig.Vm, default)), older.Fails(older.Api.RegenerateCloudInitAsync(PveRig.Vm, default)) })
        {
            Assert.Equal((id, retryable), (error.Id, error.Retryable));
            Assert.DoesNotContain('\n', error.Message);
            Assert.StartsWith("VM 101 on pve1: ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_privilege_is_named_with_its_path()
    {
        using var rig = new PveRig();
        rig.Handler.Reply(403, """{"message":"Permission check failed (/vms/9000, VM.Config.Disk|VM.Config.CDROM)\n","data":null}""");
        Assert.Contains("privilege VM.Config.Disk|VM.Config.CDROM on /vms/9000", rig.Fails(rig.Api.GetConfigAsync(PveRig.Vm, default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_refused_parameters_stand_in_one_line()
    {
        using var rig = new PveRig();
        rig.Handler.Reply(400, """{"data":null,"message":"Parameter verification failed.\n","errors":{"cores":"value must have a minimum value of 1","net0":"invalid format - format error\nnet0.bogus: property is not defined\n"}}""");
        var error = rig.Fails(rig.Api.ChangeConfigAsync(PveRig.Vm, new ConfigChange().Set("cores", 0), default));
        Assert.Equal(ErrorIds.ParametersRefused, error.Id);
        Assert.Contains("cores: value must have a minimum value of 1; net0: invalid format - format error net0.bogus: property is not defined", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ip_set_that_exists_is_not_a_vmid_taken()
    {
        using var rig = new PveRig();
        rig.Handler.Reply(400, """{"data":null,"errors":{"name":"IPSet 'mgmt' already exists"},"message":"Parameter verification failed.\n"}""");
        Assert.Equal(ErrorIds.ParametersRefused, rig.Fails(rig.Api.CreateIpSetAsync(PveRig.Vm, "mgmt", null, default)).Id);
    }

    [Theory]
    [InlineData(595, "Connection refused", ErrorIds.NodeUnreachable, ErrorIds.NodeUnreachable)]
    [InlineData(596, "Connection timed out", ErrorIds.NodeUnreachable, ErrorIds.OutcomeUnknown)]
    [InlineData(599, "Too many redirections", ErrorIds.NodeUnreachable, ErrorIds.OutcomeUnknown)]
    [InlineData(502, "Bad Gateway", ErrorIds.ServerRefused, ErrorIds.OutcomeUnknown)]
    [InlineData(503, "Service Unavailable", ErrorIds.ServerRefused, ErrorIds.ServerRefused)]
    public void What_the_proxy_says_differs_for_reading_and_changing(int status, string reason, string reading, string changing)
    {
        using var rig = new PveRig();
        rig.Handler.Reply(status, reason: reason).Reply(status, reason: reason);
        Assert.Equal((reading, true), Pair(rig.Fails(rig.Api.GetConfigAsync(PveRig.Vm, default))));
        Assert.Equal((changing, true), Pair(rig.Fails(rig.Api.StartAsync(PveRig.Vm, default))));
    }

    [Theory]
    [InlineData("OK", TaskOutcome.Succeeded, null), InlineData("WARNINGS: 3", TaskOutcome.SucceededWithWarnings, null)]
    [InlineData("unable to create VM 8101: config file already exists", TaskOutcome.Failed, ErrorIds.RemoteIdTaken)]
    [InlineData("clone failed: can't lock file '/var/lock/pve-manager/pve-storage-local' - got timeout", TaskOutcome.Failed, ErrorIds.LockTimeout)]
    [InlineData("clone failed: cfs-lock 'storage-ceph' error: got lock request timeout", TaskOutcome.Failed, ErrorIds.LockTimeout)]
    [InlineData("'storage-ceph'-locked command timed out - aborting", TaskOutcome.Failed, ErrorIds.LockTimeout)]
    [InlineData("VM quit/powerdown failed - got timeout", TaskOutcome.Failed, ErrorIds.TaskFailed)]
    [InlineData("VM is locked (clone)", TaskOutcome.Failed, ErrorIds.MachineLocked)]
    [InlineData("Configuration file 'nodes/pve1/qemu-server/9999.conf' does not exist", TaskOutcome.Failed, ErrorIds.MachineMissing)]
    [InlineData("VM 8101 already running", TaskOutcome.Failed, ErrorIds.TaskFailed)]
    [InlineData("job errors", TaskOutcome.Failed, ErrorIds.TaskFailed), InlineData("shrinking disks is not supported", TaskOutcome.Failed, ErrorIds.ParametersRefused)]
    public void A_tasks_end_is_read_by_the_same_table(string exitStatus, TaskOutcome outcome, string? id)
    {
        var result = TaskResult.Ended(Task1, exitStatus);
        Assert.Equal((outcome, id), (result.Outcome, result.Error?.Id));
        if (id is null) Assert.Same(result, result.EnsureSuccess());
        else Assert.Equal(id, Assert.Throws<ProvisioningException>(result.EnsureSuccess).Error.Id);
    }

    private static (string, bool) Pair(ProvisioningError error) => (error.Id, error.Retryable);
}
