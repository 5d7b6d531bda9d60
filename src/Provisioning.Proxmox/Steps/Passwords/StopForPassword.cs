namespace Provisioning.Proxmox;

/// <summary>Switches a machine off that may be restarted for its new password; remembers to start it again.</summary>
internal sealed class StopForPassword(VmTools tools) : PowerOff(tools)
{
    protected override PowerOffArguments How(VmPass pass) => new();

    protected override void Asking(VmPass pass) => pass.ChangeData(data => data with { StartBy = pass.Context.Operation.Id });

    protected override ValueTask<string?> NotNeededAsync(VmPass pass, CancellationToken cancellation) => new(
        NewPassword.IsInForce(pass) ? "the guest has the password already"
        : pass.Arguments<PasswordArguments>().Restart ? null
        : "no restart was asked for");
}
