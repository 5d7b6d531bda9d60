using System.Text;

namespace Provisioning.Tests.Dns;

/// <summary>The TSIG keys of the tests.</summary>
internal static class Keys
{
    public const string Name = "prov-key";
    public const string Name512 = "prov-key-512";
    public const string NameWithoutText = "prov-key-bare";
    public static readonly string Secret = Convert.ToBase64String(Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef"));
    public static readonly string OtherSecret = Convert.ToBase64String(Encoding.ASCII.GetBytes("fedcba9876543210fedcba9876543210"));
    public static readonly string Secret512 = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('k', 64)));
}
