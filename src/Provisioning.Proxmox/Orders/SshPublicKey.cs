using System.Buffers.Binary;
using System.Text;

namespace Provisioning.Proxmox;

/// <summary>Public ssh keys as OpenSSH writes them: <c>type base64 comment</c>. The server takes no others.</summary>
internal static class SshPublicKey
{
    private static readonly string[] Types =
    [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ];

    /// <summary>The key with single spaces.</summary>
    /// <exception cref="ProvisioningException">InvalidValue.</exception>
    public static string Checked(string key, string? target = null)
    {
        var parts = key.Split([' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (Words.IsOneLine(key.Trim().Replace('\t', ' ')) && parts.Length >= 2 && Types.Contains(parts[0]) && HoldsType(parts[1], parts[0]))
            return string.Join(' ', parts);
        // Whoever mixed up the files must not find a private key in a log.
        throw Refuse.Invalid($"An ssh key is not a public key in OpenSSH's form; allowed: one line 'type base64 comment' with the type one of {string.Join(", ", Types)}.", target);
    }

    private static bool HoldsType(string base64, string type)
    {
        var blob = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, blob, out var length)
            && length > 4 + type.Length
            && BinaryPrimitives.ReadUInt32BigEndian(blob) == type.Length
            && Encoding.ASCII.GetString(blob, 4, type.Length) == type;
    }
}
