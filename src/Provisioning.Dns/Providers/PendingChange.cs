namespace Provisioning.Dns;

/// <summary>A change on its way: where its result goes, and what was found before it.</summary>
internal sealed record PendingChange(int Index, RecordChange Change, RecordSet? Live)
{
    public RecordKey Key => Change.Key;
    public RecordSet? After => Change.After;
}
