using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>One call to the API while it is worked on.</summary>
internal sealed class Call(Cluster cluster, LabRequest request, LabLogEntry log)
{
    public Cluster Cluster { get; } = cluster;
    public LabRequest Request { get; } = request;
    public LabLogEntry Log { get; } = log;
    public Principal Caller { get; set; } = Principal.Nobody;
    public Dictionary<string, string> Parameters { get; set; } = [];

    /// <summary>What a fault does to this call.</summary>
    public LabEffect? Effect { get; set; }

    /// <summary>The answer.</summary>
    public JToken? Data { get; set; }

    /// <summary>The length of a list of which only a part is answered.</summary>
    public int? Total { get; set; }

    /// <summary>The node the path names, or the one that received the call.</summary>
    public string Node => Parameters.GetValueOrDefault("node") ?? Request.Endpoint!;

    public int Vmid => Int("vmid") ?? 0;

    /// <summary>The VM the path names.</summary>
    public Vm Vm => Cluster.Vm(Node, Vmid);

    public TimeSpan Now => Cluster.Timeline.Now;

    public string? Text(string name) => Parameters.GetValueOrDefault(name);

    public string Required(string name) => Parameters[name];

    public bool Flag(string name) => Text(name) == "1";

    public int? Int(string name) => int.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Starts a task and answers its UPID.</summary>
    public void StartTask(string type, string id, Func<WorkerTask, IEnumerable<Step>> body) =>
        Data = Cluster.Tasks.Start(this, type, id, body).Upid;

    public void StartVmTask(string type, Func<WorkerTask, IEnumerable<Step>> body) =>
        StartTask(type, Vmid.ToString(CultureInfo.InvariantCulture), body);

    public bool May(string path, string privilege) => Cluster.Access.Has(Caller, path, privilege);

    public void Demand(string path, params string[] anyOf) => Cluster.Access.Demand(Caller, path, anyOf);
}
