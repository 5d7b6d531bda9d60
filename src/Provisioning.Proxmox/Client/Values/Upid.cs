using System.Globalization;

namespace Provisioning.Proxmox.Client;

/// <summary>
/// The name of a task: <c>UPID:node:pid:pstart:starttime:type:id:user:</c>, numbers in hexadecimal.
/// Source of the form: <c>PVE::Tools::upid_decode</c>.
/// </summary>
public sealed record Upid
{
    private const int MaxLength = 512;
    private readonly string _text;

    private Upid(string text, string node, string type, string id, string user)
    {
        _text = text;
        Node = node;
        Type = type;
        Id = id;
        User = user;
    }

    /// <summary>The node that runs the task; its status is asked there.</summary>
    public string Node { get; }
    /// <summary>Process id on that node.</summary>
    public uint Pid { get; private init; }
    /// <summary>Start of the process in clock ticks since the node booted.</summary>
    public ulong ProcessStart { get; private init; }
    /// <summary>When the task started, by the node's clock, to the second.</summary>
    public DateTimeOffset StartedAt { get; private init; }
    /// <summary>What it does, e.g. <c>qmclone</c>.</summary>
    public string Type { get; }
    /// <summary>What it does it to: mostly a VMID; for a clone the <em>source's</em>; may be empty.</summary>
    public string Id { get; }
    /// <summary>User or <c>user!token</c> that started it.</summary>
    public string User { get; }

    /// <summary>Reads a UPID.</summary>
    /// <exception cref="ProvisioningException">BadReply.</exception>
    public static Upid Parse(string? text) => TryParse(text, out var upid) ? upid! : throw new ProvisioningException(
        ErrorIds.BadReply, ErrorKind.BadReply, "The server named a task in a form that is not known; check that the endpoint is a Proxmox VE server.");

    /// <summary>Reads a UPID; false for anything that is not exactly one.</summary>
    public static bool TryParse(string? text, out Upid? upid)
    {
        upid = null;
        if (text is null || text.Length > MaxLength) return false;
        var part = text.Split(':');
        if (part.Length != 9 || part[0] != "UPID" || part[8].Length != 0) return false;
        if (!IsNodeName(part[1]) || !IsWord(part[5]) || (part[6].Length > 0 && !IsWord(part[6])) || !IsWord(part[7])) return false;
        if (!Hex(part[2], 8, 8, out var pid) || !Hex(part[3], 8, 16, out var start) || !Hex(part[4], 8, 8, out var at)) return false;
        upid = new Upid(text, part[1], part[5], part[6], part[7])
        {
            Pid = (uint)pid,
            ProcessStart = start,
            StartedAt = DateTimeOffset.FromUnixTimeSeconds((long)at),
        };
        return true;
    }

    /// <summary>Two UPIDs are one when their texts are.</summary>
    public bool Equals(Upid? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text as the server wrote it.</summary>
    public override string ToString() => _text;

    private static bool Hex(string text, int min, int max, out ulong value)
    {
        value = 0;
        return text.Length >= min && text.Length <= max
            && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    private static bool IsNodeName(string text)
    {
        if (text.Length == 0 || text[0] == '-' || text[^1] == '-') return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not '-') return false;
        return true;
    }

    private static bool IsWord(string text)
    {
        if (text.Length == 0) return false;
        foreach (var c in text)
            if (c is <= ' ' or > '~') return false;
        return true;
    }
}
