using System.Globalization;

namespace Provisioning.Engine;

/// <summary>What became of a draft: a stored service or the reason why nothing was stored.</summary>
/// <param name="ServiceId">The service.</param>
/// <param name="Error">The reason.</param>
public sealed record TakenOrder(long? ServiceId, ProvisioningError? Error);

/// <summary>
/// Stores orders: service, addresses, identity, names, secrets and the queued operation in one transaction, so that two orders
/// of the same moment can never get the same address or identity. A refused order leaves nothing behind.
/// </summary>
public sealed class OrderIntake(IStateStore store, TimeProvider clock)
{
    private const int NameTries = 20;

    /// <summary>Takes a batch; the answers come in the order of the drafts.</summary>
    public IReadOnlyList<TakenOrder> Take(IReadOnlyList<OrderDraft> drafts) => store.Write(Durability.Full, writer =>
    {
        var now = clock.GetUtcNow();
        var batch = new Batch(writer, now);
        var answers = new List<TakenOrder>(drafts.Count);
        foreach (var draft in drafts)
        {
            long id = 0;
            try
            {
                writer.Attempt(() => id = batch.Store(draft));
                answers.Add(new(id, null));
            }
            catch (ProvisioningException refused)
            {
                answers.Add(new(null, refused.Error));
                batch.Forget();
            }
        }
        return answers;
    });

    private sealed class Batch(IStateWriter writer, DateTimeOffset now)
    {
        private AddressAllocator _addresses = new(writer, now);
        private readonly Dictionary<string, RemoteIdPicker> _pickers = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>What the refused order had picked is free again.</summary>
        public void Forget()
        {
            _addresses = new AddressAllocator(writer, now);
            _pickers.Clear();
        }

        public long Store(OrderDraft draft)
        {
            if (draft.OrderReference is { } reference && writer.ServiceOfOrder(reference) is { } earlier)
                throw new ProvisioningException(ErrorIds.OrderExists, ErrorKind.Conflict,
                    $"Order '{reference}' was taken already: it is service {earlier}. Give a new order another reference.", reference);
            var row = new ServiceRow
            {
                Kind = draft.Kind,
                LocalStatus = draft.LocalStatus,
                ClientId = draft.ClientId,
                Package = draft.Package,
                Server = draft.Server,
                Node = draft.Node,
                // A name that can't be a host's: the real one may hold the number that the row gets only now.
                HostName = $"?{Guid.NewGuid():N}",
                Domain = draft.Domain,
                Unchecked = draft.Unchecked,
                OrderReference = draft.OrderReference,
                Data = draft.Data,
                DueDate = draft.DueDate,
                CreatedAt = now,
                DueAt = now,
            };
            var id = writer.AddService(row);
            row = row with { Id = id, HostName = HostName(draft, id), RemoteId = RemoteId(draft, id) };
            foreach (var need in draft.Addresses) _addresses.Assign(draft.Server, id, need, need.Count, hasMain: false);
            foreach (var address in draft.KnownAddresses) Keep(draft, id, address);
            foreach (var (name, secret) in draft.Secrets) writer.SetSecret(SecretNames.OfService(id, name), secret);
            var operation = writer.AddOperation(new OperationRow { ServiceId = id, Name = draft.Operation, CreatedAt = now });
            writer.SaveService(row with { OperationId = operation });
            writer.AddJournal([new JournalEntry
            {
                At = now,
                Event = JournalEvent.Requested,
                ServiceId = id,
                OperationId = operation,
                Operation = draft.Operation,
                To = draft.LocalStatus,
                Message = $"{draft.What ?? $"Ordered {draft.Package}"} as {row.HostName}" + (row.RemoteId is null ? "" : $", {row.RemoteId} reserved") + (draft.Unchecked ? "; the server was out of reach and is asked later" : ""),
            }]);
            return id;
        }

        /// <summary>Records an address that the service has already; unlike one from a pool it can't be another one.</summary>
        private void Keep(OrderDraft draft, long id, IpAssignment address)
        {
            if (!IpNumber.TryParse(address.Address, out _, out var number))
                throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"'{address.Address}' is no address; correct it.", address.Address);
            if (writer.AddressHolder(draft.Server, address.Family, number) is { } holder)
                throw new ProvisioningException(ErrorIds.AddressTaken, ErrorKind.Conflict,
                    $"Address {address.Address} is held by service {holder}; two services can't have it. See Get-IpAssignment -Address {address.Address}.", address.Address);
            writer.AssignAddress(address with { ServiceId = id, AssignedAt = now }, number);
        }

        private string HostName(OrderDraft draft, long id)
        {
            var seed = new NameSeed(id, draft.ClientId, now);
            for (var tries = 1; ; tries++)
            {
                var name = draft.HostName(seed);
                if (!writer.HostNameInUse(name, draft.Domain)) return name;
                if (draft.HostNameGiven || tries == NameTries)
                    throw new ProvisioningException(ErrorIds.HostNameTaken, ErrorKind.Conflict,
                        $"Host name '{name}' in domain '{draft.Domain}' belongs to another service; " + (draft.HostNameGiven ? "give another one." : "add {service_id} or a longer {random_letter_X} to the package's name rule."), name);
            }
        }

        private string? RemoteId(OrderDraft draft, long id)
        {
            if (draft.RemoteId is not { } need) return null;
            if (!_pickers.TryGetValue(draft.Server, out var picker)) _pickers[draft.Server] = picker = new RemoteIdPicker(writer, draft.Server);
            return picker.Reserve(need, id);
        }
    }
}

/// <summary>Picks the next free identity of a server inside one transaction.</summary>
internal sealed class RemoteIdPicker(IStateWriter writer, string server)
{
    private readonly HashSet<string> _reserved = [.. writer.ReservedRemoteIds(server)];
    private readonly Dictionary<int, int> _from = [];

    public string Reserve(RemoteIdNeed need, long serviceId)
    {
        for (var number = _from.GetValueOrDefault(need.First, need.First); number <= need.Last; number++)
        {
            if (need.TakenOnServer.Contains(number)) continue;
            var text = number.ToString(CultureInfo.InvariantCulture);
            if (!_reserved.Add(text) || !writer.ReserveRemoteId(server, text, serviceId)) continue;
            _from[need.First] = number + 1;
            return text;
        }
        throw new ProvisioningException(ErrorIds.NoFreeRemoteId, ErrorKind.Quota,
            $"Server '{server}' has no free id between {need.First} and {need.Last}; lower the package's first id or remove machines.", server);
    }
}

/// <summary>How secrets are named in the store.</summary>
public static class SecretNames
{
    /// <summary>A secret of a service.</summary>
    public static string OfService(long serviceId, string name) => string.Create(CultureInfo.InvariantCulture, $"service/{serviceId}/{name}");

    /// <summary>A secret that an operation brings along, by the part of its name behind <c>service/ID/</c>; it goes when the operation has ended.</summary>
    public static string OfOperation(long operationId, string name) => string.Create(CultureInfo.InvariantCulture, $"operation/{operationId}/{name}");

    /// <summary>The credential of a server.</summary>
    public static string OfServer(string server) => $"server/{server.ToLowerInvariant()}";
}
