using System.Globalization;
using Provisioning.Engine;

namespace Provisioning;

internal sealed class ProvisioningRecords(IStateStore store) : IProvisioningRecords
{
    public IEnumerable<ProvisioningOperation> Operations(long? serviceId, bool includeEnded, OperationState? state) =>
        Pages.Stream((after, limit) => store.Read(r => r.OperationPage(serviceId, includeEnded, state, after, limit)), o => o.Id);

    public ProvisioningOperation Operation(long id) =>
        store.Read(r => r.OperationPage(null, true, null, id - 1, 1)).FirstOrDefault(o => o.Id == id) ??
        throw new ProvisioningException(ErrorIds.OperationNotFound, ErrorKind.NotFound, $"There is no operation {id}; Get-ProvisioningOperation lists them.", id.ToString(CultureInfo.InvariantCulture));

    public IEnumerable<JournalEntry> Journal(RecordFilter filter) => filter.Last is { } last
        ? store.Read(r => r.JournalPage(filter, 0, last))
        : Pages.Stream((after, limit) => store.Read(r => r.JournalPage(filter, after, limit)), e => e.Id);

    public IEnumerable<RemoteCall> Calls(RecordFilter filter) => filter.Last is { } last
        ? store.Read(r => r.CallPage(filter, 0, last))
        : Pages.Stream((after, limit) => store.Read(r => r.CallPage(filter, after, limit)), c => c.Id);
}
