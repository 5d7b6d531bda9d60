using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>Who makes a call.</summary>
internal sealed record Principal(string User, string? TokenId, bool PrivilegesSeparated)
{
    public static Principal Nobody { get; } = new(string.Empty, null, false);

    public string Owner => TokenId is null ? User : $"{User}!{TokenId}";

    /// <summary>root@pam itself; a token of root@pam is not, however many rights it has.</summary>
    public bool IsRoot => User == "root@pam" && TokenId is null;
}

/// <summary>Logins, tickets, tokens, roles and the access control list.</summary>
internal sealed class AccessControl(Cluster cluster)
{
    private static readonly TimeSpan s_ticketLife = TimeSpan.FromHours(2);
    private readonly byte[] _key = Encoding.UTF8.GetBytes($"ticket key {cluster.Scenario.Seed}");

    private LabScenario Scenario => cluster.Scenario;

    /// <summary>The caller of a request, or the refusal.</summary>
    public Principal Authenticate(LabRequest request)
    {
        if (request.Authorization is { } header && header.StartsWith("PVEAPIToken", StringComparison.Ordinal) && header.Length > 12)
            return FromToken(header[12..]);
        var ticket = TicketOf(request) ?? throw ApiError.Unauthorized("No ticket");
        var user = UserOfTicket(ticket) ?? throw ApiError.Unauthorized("Authentication failed!");
        if (request.Method != "GET" && !IsCsrfToken(request.CsrfToken, user))
            throw ApiError.Unauthorized("Permission denied - invalid csrf token");
        return new Principal(user, null, false);
    }

    /// <summary>A new ticket for a password, or for a ticket that is still valid.</summary>
    public JObject Login(string username, string? realm, string password)
    {
        var user = realm is null ? username : $"{username}@{realm}";
        var known = Scenario.Users.FirstOrDefault(u => u.Id == user) ?? throw ApiError.LoginFailed();
        if (known.Password != password && UserOfTicket(password) != user) throw ApiError.LoginFailed();
        var time = cluster.Epoch.ToString("X8", CultureInfo.InvariantCulture);
        return new JObject
        {
            ["username"] = user,
            ["ticket"] = $"PVE:{user}:{time}::{Sign($"ticket {user} {time}", 6)}",
            ["CSRFPreventionToken"] = $"{time}:{Sign($"csrf {user} {time}", 1)}",
            ["cap"] = Capabilities(new Principal(user, null, false)),
        };
    }

    public bool Has(Principal caller, string path, string privilege) => Privileges(caller, path).ContainsKey(privilege);

    /// <summary>The privileges at a path, with whether each holds below it too.</summary>
    public IReadOnlyDictionary<string, bool> Privileges(Principal caller, string path)
    {
        var own = caller.User == "root@pam" ? Roles.Everything : Granted(caller.User, path);
        if (!caller.PrivilegesSeparated) return own;
        var token = Granted(caller.Owner, path);
        return own.Where(p => token.ContainsKey(p.Key)).ToDictionary(p => p.Key, p => p.Value && token[p.Key]);
    }

    public void Demand(Principal caller, string path, params string[] anyOf)
    {
        if (!anyOf.Any(p => Has(caller, path, p))) throw ApiError.Forbidden($"{path}, {string.Join('|', anyOf)}");
    }

    private Dictionary<string, bool> Granted(string who, string path)
    {
        var granted = GrantedByPath(who, path);
        if (path.StartsWith("/vms/", StringComparison.Ordinal)
            && int.TryParse(path[5..], CultureInfo.InvariantCulture, out var vmid)
            && cluster.Vms.GetValueOrDefault(vmid)?.Pool is { } pool)
            foreach (var (privilege, propagate) in GrantedByPath(who, $"/pool/{pool}")) granted.TryAdd(privilege, propagate);
        return granted;
    }

    /// <summary>The entries of the deepest path that has any for this holder; those above must propagate.</summary>
    private Dictionary<string, bool> GrantedByPath(string who, string path)
    {
        for (var at = path; ; at = at.LastIndexOf('/') is > 0 and var slash ? at[..slash] : "/")
        {
            var entries = Scenario.Acl.Where(a => a.Who == who && a.Path == at && (at == path || a.Propagate)).ToList();
            if (entries.Count > 0)
                return entries.SelectMany(e => Roles.Privileges(Scenario, e.Role).Select(p => (Privilege: p, e.Propagate)))
                    .GroupBy(p => p.Privilege).ToDictionary(g => g.Key, g => g.Any(p => p.Propagate));
            if (at == "/") return [];
        }
    }

    private JObject Capabilities(Principal user)
    {
        JObject At(string path, params string[] prefixes)
        {
            var found = new JObject();
            foreach (var privilege in Privileges(user, path).Keys.Where(p => prefixes.Any(x => p.StartsWith(x, StringComparison.Ordinal)))) found[privilege] = 1;
            return found;
        }

        return new JObject
        {
            ["vms"] = At("/vms", "VM.", "Permissions"),
            ["storage"] = At("/storage", "Datastore.", "Permissions"),
            ["nodes"] = At("/nodes", "Sys.", "Permissions"),
            ["dc"] = At("/", "Sys.", "SDN.", "Permissions"),
            ["access"] = At("/access", "User.", "Group.", "Realm.", "Permissions"),
            ["sdn"] = At("/sdn", "SDN.", "Permissions"),
            ["mapping"] = At("/mapping", "Mapping.", "Permissions"),
        };
    }

    private Principal FromToken(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var token = equals < 0 ? null : Scenario.Tokens.FirstOrDefault(t => t.Id == text[..equals] && t.Secret == text[(equals + 1)..]);
        if (token is null) throw ApiError.Unauthorized("Authentication failed!");
        var parts = token.Id.Split('!');
        return new Principal(parts[0], parts[1], token.PrivilegeSeparation);
    }

    private static string? TicketOf(LabRequest request)
    {
        const string Name = "PVEAuthCookie=";
        var text = request.Authorization?.StartsWith(Name, StringComparison.Ordinal) == true ? request.Authorization : request.Cookie;
        var cookie = text?.Split(';', StringSplitOptions.TrimEntries).FirstOrDefault(c => c.StartsWith(Name, StringComparison.Ordinal));
        return cookie is null ? null : Uri.UnescapeDataString(cookie[Name.Length..]);
    }

    private string? UserOfTicket(string ticket)
    {
        if (ticket.Split("::", 2) is not [var head, var signature] || head.Split(':') is not ["PVE", var user, var time]) return null;
        return signature == Sign($"ticket {user} {time}", 6) && IsFresh(time) ? user : null;
    }

    private bool IsCsrfToken(string? token, string user) =>
        token?.Split(':', 2) is [var time, var signature] && signature == Sign($"csrf {user} {time}", 1) && IsFresh(time);

    private bool IsFresh(string time) =>
        long.TryParse(time, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var made) && cluster.Epoch - made < (long)s_ticketLife.TotalSeconds;

    private string Sign(string text, int blocks) =>
        string.Concat(Enumerable.Range(0, blocks).Select(i => Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{text} {i}"))).TrimEnd('=')));
}
