namespace Provisioning.Proxmox;

/// <summary>What a machine is made anew from.</summary>
internal sealed record ReinstallArguments
{
    /// <summary>VMID of the template; null takes the option's, else the one it was made from.</summary>
    public int? Template { get; init; }
    /// <summary>Public ssh keys besides the package's; null keeps those there are.</summary>
    public IReadOnlyList<string>? SshKeys { get; init; }

    /// <summary>VMID of the template for a service.</summary>
    /// <param name="package">Its package with options in force.</param>
    /// <param name="data">Its data.</param>
    public int TemplateFor(VmPackage package, VmData data) =>
        Template ?? (data.Options.ContainsKey(VmOption.OperatingSystem) ? package.OsTemplate : data.Template);
}
