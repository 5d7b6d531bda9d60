namespace Provisioning.Proxmox;

/// <summary>
/// A password on its way. It is kept as the operation's own secret, and becomes the service's only with the machine that has it: whoever
/// looks meanwhile sees the one that still opens the door.
/// </summary>
internal static class NewPassword
{
    /// <summary>The password that this operation gives: what whoever asked brought along, or one that is made up now and kept before anyone is told.</summary>
    public static SecretText Of(VmPass pass)
    {
        var name = VmSecrets.NewPassword(pass.Context.Operation.Id);
        if (pass.Context.Secret(name) is { } known) return known;
        var made = MadeUp.Password(MadeUp.Secure);
        pass.Context.SetSecret(name, made);
        return made;
    }

    /// <summary>Whether this operation's password is in force already.</summary>
    public static bool IsInForce(VmPass pass) => pass.Data.PasswordBy == pass.Context.Operation.Id;

    /// <summary>Cloud-init has to be given a password it was not given yet.</summary>
    public static VmData Raised(VmData data) => data.PasswordVersion > data.PasswordApplied ? data : data with { PasswordVersion = data.PasswordApplied + 1 };

    /// <summary>The machine has it, or is the next one to be made: from now on it is the service's.</summary>
    public static void ComeIntoForce(VmPass pass)
    {
        if (IsInForce(pass)) return;
        pass.ChangeData(data => data with { PasswordBy = pass.Context.Operation.Id });
        pass.Context.MoveSecret(VmSecrets.NewPassword(pass.Context.Operation.Id), VmSecrets.Password);
    }
}
