using System.Reflection;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

namespace Provisioning.Lab;

/// <summary>
/// The start state of a simulated data centre and how it behaves. A scenario file is this model as JSON with
/// camel-case names; what a file leaves out keeps its default. Tests may also change a loaded scenario in code.
/// </summary>
public sealed class LabScenario
{
    /// <summary>One sentence for people.</summary>
    public string Description { get; set; } = string.Empty;

    /// <summary>The version the server reports.</summary>
    public string Version { get; set; } = "9.2.11";

    /// <summary>The name of the cluster.</summary>
    public string ClusterName { get; set; } = "lab";

    /// <summary>Whether the cluster has quorum.</summary>
    public bool Quorate { get; set; } = true;

    /// <summary>Whether the cluster-wide firewall is on.</summary>
    public bool ClusterFirewall { get; set; }

    /// <summary>Seed of all chance: UUIDs, MAC addresses, process ids, faults with a probability.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>How many times faster than the given clock lab time passes.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>How many protected calls a node works on at a time; the others queue.</summary>
    public int Workers { get; set; } = 3;

    /// <summary>How often the figures behind <c>/cluster/resources</c> are renewed; 0 keeps them always fresh.</summary>
    public double ResourceLagSeconds { get; set; } = 10;

    /// <summary>Error bodies without <c>message</c>, as servers before 8.3 sent them: the text is in the reason phrase only.</summary>
    public bool LegacyErrors { get; set; }

    /// <summary>Descriptions come back with a line feed at their end, as some versions return them.</summary>
    public bool DescriptionEndsWithLineFeed { get; set; }

    /// <summary>Resizing answers null and is done at once, as on 7.x, instead of starting a task.</summary>
    public bool ResizeReturnsNull { get; set; }

    /// <summary>The lowest id <c>/cluster/nextid</c> hands out.</summary>
    public int NextIdLower { get; set; } = 100;

    /// <summary>The id <c>/cluster/nextid</c> stays below.</summary>
    public int NextIdUpper { get; set; } = 1_000_000;

    /// <summary>The first three bytes of generated MAC addresses.</summary>
    public string MacPrefix { get; set; } = "BC:24:11";

    /// <summary>How long things take.</summary>
    [JsonConverter(typeof(DurationsConverter))]
    public LabDurations Durations { get; set; } = new();

    /// <summary>The members of the cluster.</summary>
    public IList<ScenarioNode> Nodes { get; set; } = [];

    /// <summary>The storages.</summary>
    public IList<ScenarioStorage> Storages { get; set; } = [];

    /// <summary>The resource pools, by name.</summary>
    public IList<string> Pools { get; set; } = [];

    /// <summary>The users; root@pam has every right, others need entries in <see cref="Acl"/>.</summary>
    public IList<ScenarioUser> Users { get; set; } = [];

    /// <summary>The API tokens.</summary>
    public IList<ScenarioToken> Tokens { get; set; } = [];

    /// <summary>Roles beyond the built-in ones.</summary>
    public IList<ScenarioRole> Roles { get; set; } = [];

    /// <summary>Who holds which role where.</summary>
    public IList<ScenarioAcl> Acl { get; set; } = [];

    /// <summary>The VMs and templates.</summary>
    public IList<ScenarioVm> Vms { get; set; } = [];

    /// <summary>How the system inside a VM behaves that was created through the API.</summary>
    public ScenarioGuest NewGuest { get; set; } = new();

    /// <summary>Faults that are in force from the start.</summary>
    public IList<LabFault> Faults { get; set; } = [];

    /// <summary>A friendly data centre of three nodes with one template.</summary>
    public static LabScenario Demo() => Embedded("demo");

    /// <summary>The state that recordings of a real server expect at their start.</summary>
    public static LabScenario Recordings() => Embedded("recordings");

    /// <summary>Loads a scenario: the name of an embedded one, or the path of a file.</summary>
    public static LabScenario Load(string nameOrPath) => nameOrPath switch
    {
        "demo" or "recordings" => Embedded(nameOrPath),
        _ => Parse(File.ReadAllText(nameOrPath)),
    };

    /// <summary>Reads a scenario from JSON; an unknown name in it is an error.</summary>
    public static LabScenario Parse(string json)
    {
        var scenario = JsonConvert.DeserializeObject<LabScenario>(json, LabJson.Settings) ?? throw new JsonSerializationException("The scenario is empty.");
        if (scenario.Nodes.Count == 0) throw new JsonSerializationException("The scenario has no nodes.");
        if (scenario.Vms.FirstOrDefault(v => scenario.Nodes.All(n => n.Name != v.Node)) is { } lost)
            throw new JsonSerializationException($"VM {lost.Vmid} is on the node '{lost.Node}', which does not exist.");
        return scenario;
    }

    /// <summary>The VM with this id, so that tests can change it before the start.</summary>
    public ScenarioVm Vm(int vmid) => Vms.First(v => v.Vmid == vmid);

    private static LabScenario Embedded(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var stream = assembly.GetManifestResourceStream($"Provisioning.Lab.Scenarios.{name}.json")
            ?? throw new FileNotFoundException($"There is no embedded scenario '{name}'.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Accepts <c>"durations": 0</c> for "everything takes no time".</summary>
    private sealed class DurationsConverter : JsonConverter<LabDurations>
    {
        public override LabDurations ReadJson(JsonReader reader, Type objectType, LabDurations? existingValue, bool hasExistingValue, JsonSerializer serializer)
        {
            var token = JToken.Load(reader);
            if (token.Type is JTokenType.Integer or JTokenType.Float) return LabDurations.All(token.Value<double>());
            return token.ToObject<LabDurations>(JsonSerializer.Create(LabJson.Settings)) ?? new LabDurations();
        }

        public override void WriteJson(JsonWriter writer, LabDurations? value, JsonSerializer serializer) => serializer.Serialize(writer, value);
    }
}

internal static class LabJson
{
    public static JsonSerializerSettings Settings { get; } = new()
    {
        MissingMemberHandling = MissingMemberHandling.Error,
        NullValueHandling = NullValueHandling.Ignore,
        Converters = { new StringEnumConverter() },
        ObjectCreationHandling = ObjectCreationHandling.Replace,
        ContractResolver = new DefaultContractResolver { NamingStrategy = new CamelCaseNamingStrategy { ProcessDictionaryKeys = false } },
    };
}
