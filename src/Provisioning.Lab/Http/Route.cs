using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>One method on one path: who may call it, what it takes, what it does.</summary>
internal sealed record Route
{
    private static readonly ParameterTable s_path = ParameterTable.Parse("""
        node str node
        vmid int 100..999999999
        storage str storage-id
        volume str
        upid str
        pos int 0..
        name str
        cidr str
        snapname str max=40 configid
        poolid str poolid
        """);

    private Route(string method, string path, Action<Call>? permission, Func<Call, IEnumerable<Step>> handler)
    {
        Method = method;
        Segments = path.Trim('/').Split('/');
        Permission = permission;
        Handler = handler;
    }

    public string Method { get; }

    public string[] Segments { get; }

    /// <summary>Throws when the caller may not; null lets everybody in who is known.</summary>
    public Action<Call>? Permission { get; }

    public Func<Call, IEnumerable<Step>> Handler { get; }

    /// <summary>Whether a worker of the privileged daemon does the work.</summary>
    public bool Protected { get; init; }

    /// <summary>Whether nobody needs to be known.</summary>
    public bool Open { get; init; }

    /// <summary>The parameters beyond those of the path.</summary>
    public ParameterTable Parameters { get; init; } = ParameterTable.Empty;

    /// <summary>A call that is answered at once.</summary>
    public static Route Of(string method, string path, Action<Call>? permission, Func<Call, JToken?> handler, string parameters = "") =>
        new(method, path, permission, call => Answer(call, handler)) { Parameters = ParameterTable.Parse(parameters) };

    /// <summary>A call that may have to wait, and that a worker of the privileged daemon handles.</summary>
    public static Route Waiting(string method, string path, Action<Call>? permission, Func<Call, IEnumerable<Step>> handler, string parameters = "") =>
        new(method, path, permission, handler) { Protected = true, Parameters = ParameterTable.Parse(parameters) };

    /// <summary>A call that answers with the UPID of the task it starts.</summary>
    public static Route Task(string method, string path, Action<Call>? permission, Action<Call> handler, string parameters = "") =>
        new(method, path, permission, call => Begin(call, handler)) { Protected = true, Parameters = ParameterTable.Parse(parameters) };

    /// <summary>Needs one of the privileges at a path, in which <c>{x}</c> stands for a parameter.</summary>
    public static Action<Call> Needs(string path, params string[] anyOf) => call => call.Demand(Expand(path, call), anyOf);

    /// <summary>The parameters in the path when it fits, percent-decoded; the last one may hold slashes when its name ends with a star.</summary>
    public Dictionary<string, string>? Match(string method, string[] segments)
    {
        var hasTail = Segments[^1].EndsWith("*}", StringComparison.Ordinal);
        if (method != Method || (hasTail ? segments.Length < Segments.Length : segments.Length != Segments.Length)) return null;
        var found = new Dictionary<string, string>();
        for (var i = 0; i < Segments.Length; i++)
        {
            if (Segments[i].StartsWith('{'))
                found[Segments[i].Trim('{', '}', '*')] = hasTail && i == Segments.Length - 1 ? string.Join('/', segments[i..]) : segments[i];
            else if (Segments[i] != segments[i])
                return null;
        }
        return found;
    }

    /// <summary>Refuses wrong parameters, all of them together.</summary>
    public void Check(IReadOnlyDictionary<string, string> given, IEnumerable<string> inPath)
    {
        var pathNames = inPath.ToHashSet();
        var errors = Parameters.Check(given.Where(g => !pathNames.Contains(g.Key) || Parameters.Find(g.Key) is not null).ToDictionary(g => g.Key, g => g.Value));
        foreach (var name in pathNames)
            if (s_path.Find(name)?.Check(given[name]) is { } fault) errors[name] = fault;
        if (errors.Count > 0) throw ApiError.Parameters(errors);
    }

    private static string Expand(string path, Call call) => string.Join('/', path.Split('/').Select(s =>
        s.StartsWith('{') ? call.Text(s[1..^1]) ?? string.Empty : s));

    private static IEnumerable<Step> Answer(Call call, Func<Call, JToken?> handler)
    {
        call.Data = handler(call);
        yield break;
    }

    private static IEnumerable<Step> Begin(Call call, Action<Call> handler)
    {
        handler(call);
        yield break;
    }
}
