using Provisioning.Http;
using Provisioning.Proxmox.Client;
using Provisioning.Tests.Http;

namespace Provisioning.Tests.ProxmoxClient;

/// <summary>A client on a scripted server, with a clock that stands still.</summary>
internal sealed class PveRig : IDisposable
{
    public const string Secret = "11111111-2222-3333-4444-555555555555";
    public static readonly VmRef Vm = new("pve1", 101);

    private readonly Proxmox.Client.ProxmoxClient _client;

    public PveRig(ServerAuthentication authentication = ServerAuthentication.ApiToken, string userName = "root@pam!full", string secret = Secret, int retries = 0)
    {
        var server = new ProvisioningServer
        {
            Name = "lab",
            Kind = ServerKind.Proxmox,
            Endpoints = [new Uri("https://pve1:8006")],
            Authentication = authentication,
            UserName = userName,
        };
        _client = new(server, new SecretText(secret), new TransportOptions
        {
            Clock = Clock,
            Randomness = () => 0,
            MaxRetries = retries,
            RestAfterFailures = int.MaxValue,
            HandlerFactory = _ => Handler,
        });
        Api = _client.For(new CallScope(Log));
    }

    public FakeClock Clock { get; } = new();
    public ScriptedHandler Handler { get; } = new();
    public KeptLog Log { get; } = new();
    public ProxmoxApi Api { get; }
    public SeenRequest Last => Handler.Seen[^1];

    public T Run<T>(Task<T> task) => Inline.Run(Clock, task);
    public void Run(Task task) => Inline.Run(Clock, Wrap(task));
    public ProvisioningError Fails(Task task) => Inline.Fails(Clock, Wrap(task));
    public void Dispose() => _client.Dispose();

    private static async Task<bool> Wrap(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }
}
