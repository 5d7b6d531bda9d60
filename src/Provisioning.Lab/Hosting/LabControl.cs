using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>
/// The control endpoint beside the API: <c>/lab/faults</c> (GET, POST, DELETE), <c>/lab/state</c>, <c>/lab/log</c>,
/// <c>/lab/lock</c> (POST), <c>/lab/node</c> (POST) and <c>/lab/clock</c> (POST), for whoever has the control token.
/// </summary>
internal sealed class LabControl(LabDataCenter lab, LabServer server, string token)
{
    private const string Root = "/lab/";

    public static bool Owns(PathString path) => path.Value?.StartsWith(Root, StringComparison.Ordinal) == true;

    public async Task ServeAsync(HttpContext context)
    {
        if (!IsAuthorised(context.Request.Headers.Authorization.ToString()))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            var answer = await AnswerAsync(context.Request.Method, context.Request.Path.Value![Root.Length..], body).ConfigureAwait(false);
            if (answer is null) context.Response.StatusCode = StatusCodes.Status404NotFound;
            else await WriteAsync(context, answer).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or KeyNotFoundException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await WriteAsync(context, new JObject { ["error"] = e.Message }).ConfigureAwait(false);
        }
    }

    private async Task<JToken?> AnswerAsync(string method, string name, string body)
    {
        switch (method, name)
        {
            case ("GET", "faults"):
                return ToJson(lab.Faults.Rules);
            case ("POST", "faults"):
                return ToJson(lab.Faults.Add(JsonConvert.DeserializeObject<LabFault>(body, LabJson.Settings) ?? throw new JsonSerializationException("The fault is empty.")));
            case ("DELETE", "faults"):
                lab.Faults.Clear();
                return new JObject();
            case ("GET", "state"):
                return new JObject { ["vms"] = ToJson(lab.Vms), ["tasks"] = ToJson(lab.Tasks), ["volumes"] = ToJson(lab.Volumes), ["firewallFiles"] = ToJson(lab.FirewallFiles) };
            case ("GET", "log"):
                return ToJson(lab.RequestLog);
            case ("DELETE", "log"):
                lab.ClearRequestLog();
                return new JObject();
            case ("POST", "lock"):
                var held = JObject.Parse(body);
                lab.HoldLock((string?)held["lock"] ?? throw new ArgumentException("'lock' is missing."), TimeSpan.FromSeconds((double?)held["seconds"] ?? 30));
                return new JObject();
            case ("POST", "node"):
                var node = JObject.Parse(body);
                var which = (string?)node["name"] ?? throw new ArgumentException("'name' is missing.");
                if ((bool?)node["online"] ?? true) await server.BringUpAsync(which).ConfigureAwait(false);
                else _ = server.TakeDownAsync(which);
                return new JObject();
            case ("POST", "clock"):
                lab.Skip(TimeSpan.FromSeconds((double?)JObject.Parse(body)["advance"] ?? throw new ArgumentException("'advance' is missing.")));
                return new JObject();
            default:
                return null;
        }
    }

    private bool IsAuthorised(string header) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(header)), SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {token}")));

    private static JToken ToJson(object value) => JToken.FromObject(value, JsonSerializer.Create(LabJson.Settings));

    private static Task WriteAsync(HttpContext context, JToken answer)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToString(Formatting.None), context.RequestAborted);
    }
}
