using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Takes <c>pve1</c> or <c>pve1:8006</c> for the address of an API: https and Proxmox VE's port go without saying.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EndpointAttribute : ArgumentTransformationAttribute
{
    private const int ProxmoxPort = 8006;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Arguments.Each(inputData).Select(Address).ToArray();

    private static Uri Address(object value)
    {
        if (value is Uri { IsAbsoluteUri: true } uri)
            return uri;

        var text = value.ToString()?.Trim() ?? "";
        var complete = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
        if (!Uri.TryCreate(complete, UriKind.Absolute, out var address) || address.Host.Length == 0)
            throw new ArgumentTransformationMetadataException($"'{text}' is not the address of a server. Give a host name or a base address such as https://pve1.example.com:8006.");
        return address.IsDefaultPort && !complete.EndsWith($":{address.Port}", StringComparison.Ordinal) && complete != text
            ? new UriBuilder(address) { Port = ProxmoxPort }.Uri
            : address;
    }
}
