using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>Version, login and rights.</summary>
internal static class AccessRoutes
{
    private static readonly string[] s_paths = ["/", "/access", "/mapping", "/nodes", "/pool", "/sdn", "/storage", "/vms"];

    public static IEnumerable<Route> All()
    {
        yield return Route.Of("GET", "/version", null, Version);
        yield return Route.Of("GET", "/nodes/{node}/version", null, Version);
        yield return Route.Of("GET", "/access/ticket", null, _ => null) with { Open = true };
        yield return Route.Of("POST", "/access/ticket", null, Login, """
            username! str max=64
            password! str
            realm str max=32
            otp str
            path str max=64 requires=privs
            privs str max=64 requires=path
            new-format bool
            tfa-challenge str
            """) with { Open = true, Protected = true };
        yield return Route.Of("GET", "/access/permissions", null, Permissions, "path str\nuserid str");
    }

    public static JObject VersionOf(LabScenario scenario) => new()
    {
        ["version"] = scenario.Version,
        ["release"] = string.Join('.', scenario.Version.Split('.').Take(2)),
        ["repoid"] = "0000000000000000",
    };

    private static JToken Version(Call call) => VersionOf(call.Cluster.Scenario);

    private static JToken Login(Call call) => call.Cluster.Access.Login(call.Required("username"), call.Text("realm"), call.Required("password"));

    private static JToken Permissions(Call call)
    {
        var whose = call.Caller;
        if (call.Text("userid") is { } id && id != call.Caller.Owner)
        {
            if (!id.StartsWith(call.Caller.User + "!", StringComparison.Ordinal)) call.Demand("/access", "Sys.Audit");
            var parts = id.Split('!');
            var separated = call.Cluster.Scenario.Tokens.FirstOrDefault(t => t.Id == id)?.PrivilegeSeparation ?? false;
            whose = new Principal(parts[0], parts.ElementAtOrDefault(1), separated);
        }
        var paths = call.Text("path") is { } only ? [only] : s_paths.Concat(call.Cluster.Scenario.Acl.Select(a => a.Path)).Distinct();
        var found = new JObject();
        foreach (var path in paths)
        {
            var privileges = call.Cluster.Access.Privileges(whose, path);
            if (privileges.Count > 0 || call.Text("path") is not null)
                found[path] = new JObject(privileges.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new JProperty(p.Key, p.Value ? 1 : 0)));
        }
        return found;
    }
}
