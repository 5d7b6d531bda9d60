using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Store.Sqlite;

/// <summary>
/// Seals secrets with AES-256-GCM. A sealed secret opens only under its own name in its own store:
/// one that was copied over another row, or altered by a bit, does not open at all.
/// </summary>
/// <remarks>Layout: version (1 byte), nonce (12), tag (16), ciphertext.</remarks>
internal sealed class SecretBox(Guid storeId, byte[] key)
{
    private const byte Version = 1;
    private const int NonceStart = 1, TagStart = 13, TextStart = 29;

    /// <summary>What the store keeps to tell the right key from a wrong one.</summary>
    public byte[] KeyCheck() => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"provisioning key check {storeId:N}"));

    public byte[] Seal(string name, SecretText secret)
    {
        var text = Encoding.UTF8.GetBytes(secret.Reveal());
        var box = new byte[TextStart + text.Length];
        box[0] = Version;
        RandomNumberGenerator.Fill(box.AsSpan(NonceStart, TagStart - NonceStart));
        using (var aes = new AesGcm(key, TextStart - TagStart))
            aes.Encrypt(box.AsSpan(NonceStart..TagStart), text, box.AsSpan(TextStart), box.AsSpan(TagStart..TextStart), Place(name));
        CryptographicOperations.ZeroMemory(text);
        return box;
    }

    /// <exception cref="ProvisioningException">KeyMismatch.</exception>
    public SecretText Open(string name, byte[] box)
    {
        if (box.Length < TextStart || box[0] != Version) throw Mismatch(name);
        var text = new byte[box.Length - TextStart];
        try
        {
            using var aes = new AesGcm(key, TextStart - TagStart);
            aes.Decrypt(box.AsSpan(NonceStart..TagStart), box.AsSpan(TextStart), box.AsSpan(TagStart..TextStart), text, Place(name));
            return new SecretText(Encoding.UTF8.GetString(text));
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw Mismatch(name, exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private byte[] Place(string name) => Encoding.UTF8.GetBytes($"{storeId:N}/{name}");

    private static ProvisioningException Mismatch(string name, Exception? cause = null) => new(
        ErrorIds.KeyMismatch, ErrorKind.Store, $"The secret '{name}' was altered and can't be opened; enter it anew.", name, cause: cause);
}
