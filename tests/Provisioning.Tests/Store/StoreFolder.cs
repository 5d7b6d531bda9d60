using Provisioning.Engine;
using Provisioning.Store.Sqlite;
using Provisioning.Tests.Races;

namespace Provisioning.Tests.Store;

/// <summary>A folder of its own for stores on disk, on a machine that the test makes up.</summary>
internal sealed class StoreFolder : IDisposable
{
    // In memory where there is such a place: these tests are about files, not about the disk.
    private readonly string _root = Directory.CreateDirectory(
        System.IO.Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath(), "store-tests-" + Guid.NewGuid().ToString("N"))).FullName;

    private readonly Dictionary<string, string> _variables = [];

    public StoreFolder()
    {
        _root = CanonicalPath.Of(_root);
        Options = new SqliteStoreOptions
        {
            Clock = new FakeClock(),
            Surroundings = new Surroundings
            {
                Variable = name => _variables.GetValueOrDefault(name),
                Privileged = false,
                MachineFolder = this["machine"],
                MachineKeyFolder = this["etc"],
                Home = this["home"],
                Machine = () => Machine,
                Mounts = () => Mounts,
            },
        };
    }

    /// <summary>A folder whose stores children can open too. They are on the real machine: a made-up one would make a store look like a copy to them.</summary>
    public static StoreFolder ForChildren()
    {
        var folder = new StoreFolder();
        folder.Set(StoreKey.Variable, Child.Key);
        folder.Options = folder.Options with { Surroundings = folder.Options.Surroundings with { Machine = Surroundings.Real.Machine } };
        return folder;
    }

    public SqliteStoreOptions Options { get; set; }

    public string Machine { get; set; } = "first machine";

    public IReadOnlyList<string> Mounts { get; set; } = ["1 0 8:1 / / rw - ext4 /dev/sda1 rw"];

    public string Path => this["state/provisioning.db"];

    public string this[string relative] => System.IO.Path.Combine(_root, relative);

    public void Set(string variable, string value) => _variables[variable] = value;

    public SqliteStateStore Open(string? path = null) => SqliteStateStore.Open(path ?? Path, Options);

    public string Refused(string? path = null) => Assert.Throws<ProvisioningException>(() => Open(path)).Error.Id;

    /// <summary>A store with something in it, closed.</summary>
    public Guid Make(string? path = null)
    {
        using var store = Open(path);
        store.Write(Durability.Full, w => w.AddClient(Some.Client("ada")));
        return store.StoreId;
    }

    public IReadOnlyList<string> Clients(string? path = null)
    {
        using var store = Open(path);
        return [.. store.Read(r => r.ClientPage(0, 100)).Select(client => client.UserName)];
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
