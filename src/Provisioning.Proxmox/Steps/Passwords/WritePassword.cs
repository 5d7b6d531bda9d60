using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// Gives cloud-init the new password: for a machine that is off that is how it gets it, and for one whose agent has set it, how it keeps it
/// when cloud-init next runs.
/// </summary>
internal sealed class WritePassword(VmTools tools) : ConfigStep(tools, "write_password", null)
{
    public override ConfigChange Want(VmConfig config, VmWanted wanted)
    {
        var change = new ConfigChange();
        if (config.CloudInitDrive is not null && wanted.Data.PasswordApplied != wanted.Data.PasswordVersion && wanted.PasswordSource() is { } password)
            change.Set("cipassword", password.Reveal());
        return change;
    }

    protected override string Nothing(VmConfig config, VmWanted wanted) =>
        config.CloudInitDrive is null ? "there is no cloud-init drive to keep it" : "cloud-init has it already";

    protected override void Accepted(VmPass pass, ConfigChange change)
    {
        pass.ChangeData(data => data with { PasswordApplied = data.PasswordVersion });
        NewPassword.ComeIntoForce(pass);
    }

    protected override ValueTask SettledAsync(VmPass pass, bool changed, CancellationToken cancellation) =>
        changed ? SetCloudInit.RefreshDriveAsync(pass, cancellation) : default;
}
