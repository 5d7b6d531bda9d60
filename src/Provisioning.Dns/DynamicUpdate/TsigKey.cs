using System.Security.Cryptography;

namespace Provisioning.Dns.DynamicUpdate;

/// <summary>A key that signs messages (RFC 8945): hmac-sha256 or hmac-sha512.</summary>
internal sealed class TsigKey
{
    private const int Fudge = 300;

    private readonly byte[] _secret;
    private readonly HashAlgorithmName _hash;

    /// <summary>A key.</summary>
    /// <param name="name">Its name, the same on both sides.</param>
    /// <param name="algorithm"><c>hmac-sha256</c> or <c>hmac-sha512</c>; null is the former.</param>
    /// <param name="secret">The secret in base64.</param>
    /// <exception cref="ProvisioningException">InvalidValue.</exception>
    public TsigKey(string? name, string? algorithm, SecretText secret)
    {
        if (string.IsNullOrWhiteSpace(name)) throw Invalid("Dynamic update needs the name of a TSIG key.");
        Name = DnsName.Parse(name);
        var word = (algorithm ?? "hmac-sha256").Trim().TrimEnd('.').ToLowerInvariant();
        _hash = word switch
        {
            "hmac-sha256" => HashAlgorithmName.SHA256,
            "hmac-sha512" => HashAlgorithmName.SHA512,
            _ => throw Invalid($"'{Http.Redaction.OneLine(word, 40)}' is no algorithm of TSIG keys that is supported; use hmac-sha256 or hmac-sha512."),
        };
        Algorithm = DnsName.Parse(word);
        try
        {
            _secret = Convert.FromBase64String(secret.Reveal().Trim());
        }
        catch (FormatException)
        {
            throw Invalid($"The secret of the TSIG key {Name} is no base64; copy it as tsig-keygen prints it.");
        }
        if (_secret.Length == 0) throw Invalid($"The secret of the TSIG key {Name} is empty.");
    }

    public DnsName Name { get; }

    public DnsName Algorithm { get; }

    /// <summary>Signs a request.</summary>
    /// <param name="message">The message without a signature.</param>
    /// <param name="now">The time.</param>
    /// <returns>The signed message and its MAC, which the answer's builds on.</returns>
    public (byte[] Message, byte[] Mac) Sign(byte[] message, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds();
        var id = (message[0] << 8) | message[1];
        var mac = Mac(null, [], message, Variables(Name, Algorithm, time, Fudge, 0, []));
        var writer = new DnsWriter();
        writer.Octets(message);
        writer.NameInFull(Name);
        writer.U16(Wire.Tsig);
        writer.U16(Wire.ClassAny);
        writer.U32(0);
        var lengthAt = writer.Length;
        writer.U16(0);
        writer.NameInFull(Algorithm);
        writer.U48(time);
        writer.U16(Fudge);
        writer.U16(mac.Length);
        writer.Octets(mac);
        writer.U16(id);
        writer.U16(0);
        writer.U16(0);
        writer.PatchU16(lengthAt, writer.Length - lengthAt - 2);
        writer.PatchU16(10, ((message[10] << 8) | message[11]) + 1);
        return (writer.ToArray(), mac);
    }

    /// <summary>Whether the signature of an answer (of its first message, if there are several) is ours.</summary>
    /// <param name="message">The answer.</param>
    /// <param name="requestMac">The request's MAC.</param>
    public bool Verifies(DnsMessage message, byte[] requestMac) => Verifies(message, requestMac, [], message.Tsig is { } tsig
        ? Variables(tsig.Key, tsig.Algorithm, tsig.Time, tsig.Fudge, tsig.Error, tsig.Other) : []);

    /// <summary>Whether a later message of the same answer carries our signature, which then also covers those before it that carried none (RFC 8945 §5.3.1).</summary>
    /// <param name="message">The message.</param>
    /// <param name="previousMac">The MAC of the last signed one.</param>
    /// <param name="unsigned">The messages without a signature since then.</param>
    public bool VerifiesNext(DnsMessage message, byte[] previousMac, IReadOnlyList<byte[]> unsigned)
    {
        if (message.Tsig is not { } tsig) return false;
        var writer = new DnsWriter();
        writer.U48(tsig.Time);
        writer.U16(tsig.Fudge);
        return Verifies(message, previousMac, unsigned, writer.ToArray());
    }

    private bool Verifies(DnsMessage message, byte[] previousMac, IReadOnlyList<byte[]> unsigned, byte[] variables)
    {
        if (message.Tsig is not { } tsig || tsig.Key != Name || tsig.Algorithm != Algorithm) return false;
        var stripped = message.Bytes[..tsig.Start];
        stripped[0] = (byte)(tsig.OriginalId >> 8);
        stripped[1] = (byte)tsig.OriginalId;
        var count = ((stripped[10] << 8) | stripped[11]) - 1;
        stripped[10] = (byte)(count >> 8);
        stripped[11] = (byte)count;
        return CryptographicOperations.FixedTimeEquals(Mac(previousMac, unsigned, stripped, variables), tsig.Mac);
    }

    private byte[] Mac(byte[]? previous, IReadOnlyList<byte[]> unsigned, byte[] message, byte[] variables)
    {
        using var hmac = IncrementalHash.CreateHMAC(_hash, _secret);
        if (previous is not null)
        {
            hmac.AppendData([(byte)(previous.Length >> 8), (byte)previous.Length]);
            hmac.AppendData(previous);
        }
        foreach (var earlier in unsigned) hmac.AppendData(earlier);
        hmac.AppendData(message);
        hmac.AppendData(variables);
        return hmac.GetHashAndReset();
    }

    private static byte[] Variables(DnsName key, DnsName algorithm, long time, int fudge, int error, byte[] other)
    {
        var writer = new DnsWriter();
        writer.NameInFull(key);
        writer.U16(Wire.ClassAny);
        writer.U32(0);
        writer.NameInFull(algorithm);
        writer.U48(time);
        writer.U16(fudge);
        writer.U16(error);
        writer.U16(other.Length);
        writer.Octets(other);
        return writer.ToArray();
    }

    private static ProvisioningException Invalid(string message) => new(ErrorIds.InvalidValue, ErrorKind.Invalid, message);
}
