using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using Provisioning.Http;

namespace Provisioning.Proxmox.Client;

/// <summary>Turns what the server says against a request, at once or as a task's end, into an error: by its text first, then by its status.</summary>
internal static partial class Refusal
{
    /// <summary>The error of an answer with a status of 400 or more.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="call">The request.</param>
    /// <param name="target">What the request was about, e.g. <c>VM 101 on pve1</c>.</param>
    public static ProvisioningError OfReply(HttpReply reply, HttpCall call, string target)
    {
        var json = JsonReply.TryParse(reply);
        var text = Redaction.Scrub(Words(reply, json), call.Secrets);
        if (reply.Status == 403) return MissingPrivilege(text, target);
        if (reply.Status == 401) return Rejected(text, target);
        return RefusalTexts.Find(text) is { } known && !(reply.Status == 400 && known.OnlyOutside400)
            ? Error(known, text, target)
            : ByStatus(reply, call, text, target);
    }

    /// <summary>The error of a failed task.</summary>
    public static ProvisioningError OfTask(Upid upid, string exitStatus)
    {
        var target = $"Task {upid.Type} of {(upid.Id.Length > 0 ? upid.Id : upid.Node)}";
        var text = Redaction.OneLine(exitStatus);
        if (text.Contains("Permission check failed", StringComparison.Ordinal)) return MissingPrivilege(text, target);
        if (RefusalTexts.Find(text) is { } known) return Error(known, text, target);
        return new ProvisioningError(ErrorIds.TaskFailed, ErrorKind.RemoteFailure,
            $"{target} failed: {text}. Its log on {upid.Node} says more.", upid.ToString());
    }

    /// <summary>The server's own words: <c>errors</c> by parameter, else <c>message</c> (since libpve-http-server 5.2.0), else the status line's.</summary>
    public static string Words(HttpReply reply) => Words(reply, JsonReply.TryParse(reply));

    private static string Words(HttpReply reply, JObject? json)
    {
        if (json?["errors"] is JObject { Count: > 0 } errors)
        {
            var text = new StringBuilder();
            foreach (var error in errors.Properties())
            {
                if (text.Length > 0) text.Append("; ");
                text.Append(error.Name).Append(": ").Append(JsonObject.TextOf(error.Value)?.Trim() ?? "refused");
            }
            return Redaction.OneLine(text.ToString());
        }
        var message = JsonObject.TextOf(json?["message"]);
        return Redaction.OneLine(string.IsNullOrWhiteSpace(message) ? reply.Reason : message);
    }

    private static ProvisioningError Error(KnownRefusal known, string text, string target) =>
        new(known.Id, known.Kind, $"{target}: {text}. {known.Advice}", target, known.Retryable);

    private static ProvisioningError Rejected(string text, string target) => new(ErrorIds.CredentialRejected, ErrorKind.Auth,
        $"{target}: the credential was not accepted ({text}). Check user name, realm and secret, and that the token exists and has not expired.", target);

    private static ProvisioningError MissingPrivilege(string text, string target)
    {
        var match = PermissionCheck().Match(text);
        var advice = match.Success
            ? $"Give the user and its token the privilege {match.Groups["privilege"].Value} on {match.Groups["path"].Value}."
            : "Check what the user and its token may do.";
        return new ProvisioningError(ErrorIds.PrivilegeMissing, ErrorKind.Denied, $"{target}: {text}. {advice}", target);
    }

    private static ProvisioningError ByStatus(HttpReply reply, HttpCall call, string text, string target)
    {
        var write = !call.IsRepeatable;
        var said = text.Length > 0 ? text : $"HTTP {reply.Status}";
        return reply.Status switch
        {
            400 => new(ErrorIds.ParametersRefused, ErrorKind.Invalid, $"{target}: the server refused {said}. Correct the values.", target),
            // AnyEvent::HTTP, which is the proxy between nodes: 595 means no connection was made, so nothing was carried out.
            595 => new(ErrorIds.NodeUnreachable, ErrorKind.Unreachable, $"{target}: the node can't be reached from {reply.Endpoint.Authority} ({said}). See whether it is up.", target, true),
            (>= 596 and <= 599) or 502 or 504 when write => new(ErrorIds.OutcomeUnknown, ErrorKind.Timeout,
                $"{target}: whether {call.Method} was carried out is not known ({said}); look at its effect before repeating it.", target, true),
            >= 596 and <= 599 => new(ErrorIds.NodeUnreachable, ErrorKind.Timeout, $"{target}: the node did not answer {reply.Endpoint.Authority} ({said}). See whether it is overloaded or down.", target, true),
            429 or 502 or 503 or 504 => new(ErrorIds.ServerRefused, ErrorKind.Busy, $"{target}: the server is busy or restarting ({said}). It is worth trying again later.", target, true),
            501 or 506 => new(ErrorIds.ServerRefused, ErrorKind.Invalid, $"{target}: the server does not know this request ({said}). See whether its version is supported.", target),
            _ => new(ErrorIds.ServerRefused, ErrorKind.RemoteFailure, $"{target}: the server refused: {said}. Its log says more.", target),
        };
    }

    [GeneratedRegex(@"^Permission check failed \((?<path>/[^,\s]*), (?<privilege>[\w.|, ]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex PermissionCheck();
}
