using System.Globalization;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

/// <summary>Records of services that are changed by hand.</summary>
internal sealed partial class FakeHost
{
    public List<(long Id, ServiceChange Change)> Changes { get; } = [];

    public ProvisionedService Change(long id, ServiceChange change)
    {
        Changes.Add((id, change));
        var (service, asked) = (ServiceTable.Find(s => s.Id == id), $"Services.Change {id}");
        Asked(asked, id);
        var changed = service! with { DueDate = change.WithoutDueDate ? null : change.DueDate ?? service.DueDate, AdminNotes = change.AdminNotes ?? service.AdminNotes };
        ServiceTable[ServiceTable.IndexOf(service)] = changed;
        return changed;
    }

    public IReadOnlyList<string> ResetStatuses(string kind)
    {
        Called($"Services.ResetStatuses {kind}");
        return [.. VmStatus.All.Take(13), VmStatus.ChangePackage];
    }

    public ProvisionedService ResetStatus(long id, string localStatus, bool goOn)
    {
        var service = Asked(string.Create(CultureInfo.InvariantCulture, $"Services.ResetStatus {id} {localStatus} {goOn}"), id);
        return service with { LocalStatus = localStatus };
    }
}
