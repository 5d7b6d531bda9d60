using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Provisioning.Proxmox;

/// <summary>Draws a number from 0 up to, and without, a limit. Handed in, so that tests know what comes.</summary>
/// <param name="limit">The limit.</param>
public delegate int Draw(int limit);

/// <summary>What is made up for a machine whose orderer left it out.</summary>
internal static partial class MadeUp
{
    // Without 0 O o, 1 l I i: passwords get read out over the telephone.
    private const string Lower = "abcdefghjkmnpqrstuvwxyz";
    private const string Upper = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const string Digits = "23456789";
    private const int PasswordLength = 20;

    /// <summary>The generator of everything that must not be guessed.</summary>
    public static int Secure(int limit) => RandomNumberGenerator.GetInt32(limit);

    /// <summary>A password of 20 characters in which small and capital letters and digits occur, as guests' rules ask.</summary>
    public static SecretText Password(Draw draw)
    {
        const string all = Lower + Upper + Digits;
        var text = new char[PasswordLength];
        text[0] = Lower[draw(Lower.Length)];
        text[1] = Upper[draw(Upper.Length)];
        text[2] = Digits[draw(Digits.Length)];
        for (var i = 3; i < text.Length; i++) text[i] = all[draw(all.Length)];
        for (var i = text.Length - 1; i > 0; i--)
        {
            var j = draw(i + 1);
            (text[i], text[j]) = (text[j], text[i]);
        }
        return new SecretText(new string(text));
    }

    /// <summary>An account's name.</summary>
    public static string UserName(Draw draw)
    {
        var text = new char[8];
        text[0] = Lower[draw(Lower.Length)];
        for (var i = 1; i < text.Length; i++) text[i] = (Lower + Digits)[draw(Lower.Length + Digits.Length)];
        return new string(text);
    }

    /// <summary>A password that somebody gave, if the guest will get exactly that.</summary>
    /// <exception cref="ProvisioningException">InvalidValue.</exception>
    public static SecretText CheckedPassword(SecretText password)
    {
        var text = password.Reveal();
        if (text.Length is 0 or > 256 || !Words.IsOneLine(text))
            throw Refuse.Invalid("A password is one line of 1 to 256 characters.");
        // The server hands on what looks like a crypt(3) hash unhashed, and nobody could sign in with it.
        return Hash().IsMatch(text) ? throw Refuse.Invalid("The password looks like a hash, which the server would take for one; give the password itself.") : password;
    }

    [GeneratedRegex(@"\A\$(?:[156]|2[ay])\$")]
    private static partial Regex Hash();
}
