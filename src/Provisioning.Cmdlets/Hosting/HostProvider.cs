using Provisioning.Loading;

namespace Provisioning.Commands;

/// <summary>
/// Opens stores, each once in the process however many cmdlets, pipelines and runspaces use it at the same time:
/// they share connections and what was learnt of the servers. The last one to leave closes it, so no file stays open behind the caller's back.
/// </summary>
internal static class HostProvider
{
    private static readonly Dictionary<(IProvisioningHostFactory Factory, string Path), Entry> Opened = [];

    /// <summary>Opens the store or joins those who have it open.</summary>
    /// <exception cref="ProvisioningException">It can't be opened.</exception>
    public static HostLease Lease(HostOptions options)
    {
        var factory = HostFactory.Current;
        var store = factory.Locate(options);
        var key = (factory, store.Path);
        Entry entry;
        lock (Opened)
        {
            if (!Opened.TryGetValue(key, out entry!))
                Opened.Add(key, entry = new(() => factory.Open(options)));
            entry.Users++;
        }

        try
        {
            return new(entry.Host.Value, store, () => Leave(key, entry));
        }
        catch
        {
            Leave(key, entry);
            throw;
        }
    }

    private static void Leave((IProvisioningHostFactory, string) key, Entry entry)
    {
        lock (Opened)
        {
            if (--entry.Users > 0)
                return;
            Opened.Remove(key);
        }

        if (entry.Host.IsValueCreated)
            entry.Host.Value.Dispose();
    }

    private sealed class Entry(Func<IProvisioningHost> open)
    {
        public Lazy<IProvisioningHost> Host { get; } = new(open);
        public int Users { get; set; }
    }
}
