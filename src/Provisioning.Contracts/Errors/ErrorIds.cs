namespace Provisioning;

/// <summary>
/// Every error id there is. An id names the condition, never the cmdlet; scripts compare against it,
/// so an id is never renamed and never reused with another meaning.
/// </summary>
public static class ErrorIds
{
    // Input
    /// <summary>A value is outside what is allowed.</summary>
    public const string InvalidValue = "InvalidValue";
    /// <summary>Two values contradict each other.</summary>
    public const string ContradictoryValues = "ContradictoryValues";
    /// <summary>An option name that no service of this kind knows.</summary>
    public const string UnknownOption = "UnknownOption";
    /// <summary>A name rule holds a macro that does not exist.</summary>
    public const string UnknownMacro = "UnknownMacro";

    // Records
    /// <summary>No server of that name is registered.</summary>
    public const string ServerNotFound = "ServerNotFound";
    /// <summary>A server of that name is registered already.</summary>
    public const string ServerExists = "ServerExists";
    /// <summary>The server still has services.</summary>
    public const string ServerInUse = "ServerInUse";
    /// <summary>No package of that name.</summary>
    public const string PackageNotFound = "PackageNotFound";
    /// <summary>A package of that name exists already.</summary>
    public const string PackageExists = "PackageExists";
    /// <summary>Services still use the package.</summary>
    public const string PackageInUse = "PackageInUse";
    /// <summary>No pool of that name.</summary>
    public const string PoolNotFound = "PoolNotFound";
    /// <summary>A pool of that name exists already.</summary>
    public const string PoolExists = "PoolExists";
    /// <summary>The pool's range overlaps another pool of the same server.</summary>
    public const string PoolOverlaps = "PoolOverlaps";
    /// <summary>Addresses of the pool are assigned.</summary>
    public const string PoolInUse = "PoolInUse";
    /// <summary>No client of that id or user name.</summary>
    public const string ClientNotFound = "ClientNotFound";
    /// <summary>A client of that user name exists already.</summary>
    public const string ClientExists = "ClientExists";
    /// <summary>The client still has services.</summary>
    public const string ClientInUse = "ClientInUse";
    /// <summary>No service of that id.</summary>
    public const string ServiceNotFound = "ServiceNotFound";
    /// <summary>No operation of that id.</summary>
    public const string OperationNotFound = "OperationNotFound";
    /// <summary>An order with that reference was taken already.</summary>
    public const string OrderExists = "OrderExists";
    /// <summary>The record changed since it was read.</summary>
    public const string RecordChanged = "RecordChanged";

    // Orders
    /// <summary>No free address of the wanted family in any fitting pool.</summary>
    public const string NoFreeAddress = "NoFreeAddress";
    /// <summary>The address is held by another service.</summary>
    public const string AddressTaken = "AddressTaken";
    /// <summary>No pool of the server fits what the package wants.</summary>
    public const string NoFittingPool = "NoFittingPool";
    /// <summary>No free identity (VMID) from the package's first one on.</summary>
    public const string NoFreeRemoteId = "NoFreeRemoteId";
    /// <summary>The template is not on the server.</summary>
    public const string TemplateNotFound = "TemplateNotFound";
    /// <summary>What was named as a template is not one.</summary>
    public const string NotATemplate = "NotATemplate";
    /// <summary>No node is online that could take the service.</summary>
    public const string NoUsableNode = "NoUsableNode";
    /// <summary>Two services would have the same host name.</summary>
    public const string HostNameTaken = "HostNameTaken";

    // Operations
    /// <summary>The service is not in a status in which this may be done.</summary>
    public const string StatusForbids = "StatusForbids";
    /// <summary>Nothing can carry out this operation for a service of this kind.</summary>
    public const string OperationUnknown = "OperationUnknown";
    /// <summary>Retrying was given up.</summary>
    public const string RetriesExhausted = "RetriesExhausted";
    /// <summary>Waiting for services ended before they did.</summary>
    public const string WaitTimedOut = "WaitTimedOut";
    /// <summary>A waited-for service stopped with an error.</summary>
    public const string ServiceStopped = "ServiceStopped";
    /// <summary>A step threw something that it should have reported.</summary>
    public const string StepFaulted = "StepFaulted";
    /// <summary>The lease ran out and another worker may have the service.</summary>
    public const string LeaseLost = "LeaseLost";

    // Machines
    /// <summary>The machine at the reserved identity does not carry our mark.</summary>
    public const string ForeignMachine = "ForeignMachine";
    /// <summary>The machine is gone from the server.</summary>
    public const string MachineMissing = "MachineMissing";
    /// <summary>The reserved identity was taken by somebody else.</summary>
    public const string RemoteIdTaken = "RemoteIdTaken";
    /// <summary>The machine has no boot disk that could be told apart.</summary>
    public const string NoSystemDisk = "NoSystemDisk";
    /// <summary>The machine has no cloud-init drive.</summary>
    public const string NoCloudInitDrive = "NoCloudInitDrive";
    /// <summary>The guest agent can't do what it is asked for.</summary>
    public const string GuestAgentMissing = "GuestAgentMissing";
    /// <summary>The machine did not run after its start task.</summary>
    public const string MachineNotRunning = "MachineNotRunning";
    /// <summary>The machine runs where it has to be off.</summary>
    public const string MachineRunning = "MachineRunning";
    /// <summary>Disks that are to stay would be deleted along.</summary>
    public const string UnusedDisksAtStake = "UnusedDisksAtStake";
    /// <summary>A free device slot for another disk was not found.</summary>
    public const string NoFreeDiskSlot = "NoFreeDiskSlot";
    /// <summary>As many snapshots or backups exist as the package allows.</summary>
    public const string QuotaReached = "QuotaReached";
    /// <summary>The machine has no snapshot of that name.</summary>
    public const string SnapshotNotFound = "SnapshotNotFound";
    /// <summary>A disk is larger than wanted and stays so: no disk shrinks. The rest of the change is applied.</summary>
    public const string ShrinkRefused = "ShrinkRefused";
    /// <summary>The machine has a snapshot of that name already.</summary>
    public const string SnapshotExists = "SnapshotExists";
    /// <summary>The service has no such backup, or none that its node can reach.</summary>
    public const string BackupNotFound = "BackupNotFound";
    /// <summary>No storage for backups is named, or the one that is named takes none.</summary>
    public const string NoBackupStorage = "NoBackupStorage";

    // The wire
    /// <summary>No endpoint of the server could be reached.</summary>
    public const string ServerUnreachable = "ServerUnreachable";
    /// <summary>The node behind the endpoint could not be reached.</summary>
    public const string NodeUnreachable = "NodeUnreachable";
    /// <summary>The server did not answer in time.</summary>
    public const string ServerTimeout = "ServerTimeout";
    /// <summary>The outcome of a request that changes something is unknown.</summary>
    public const string OutcomeUnknown = "OutcomeUnknown";
    /// <summary>User, password or token was not accepted.</summary>
    public const string CredentialRejected = "CredentialRejected";
    /// <summary>A privilege is missing.</summary>
    public const string PrivilegeMissing = "PrivilegeMissing";
    /// <summary>The certificate is not trusted and not pinned.</summary>
    public const string CertificateRejected = "CertificateRejected";
    /// <summary>The answer could not be understood.</summary>
    public const string BadReply = "BadReply";
    /// <summary>The answer is larger than anything the server should send.</summary>
    public const string ReplyTooLarge = "ReplyTooLarge";
    /// <summary>The server refused the parameters.</summary>
    public const string ParametersRefused = "ParametersRefused";
    /// <summary>The machine is locked on the server.</summary>
    public const string MachineLocked = "MachineLocked";
    /// <summary>The server could not get a lock in its own time limit.</summary>
    public const string LockTimeout = "LockTimeout";
    /// <summary>The configuration was changed by somebody else between reading and writing.</summary>
    public const string ConfigurationChanged = "ConfigurationChanged";
    /// <summary>The server refused for a reason of its own.</summary>
    public const string ServerRefused = "ServerRefused";
    /// <summary>A storage has no room for what was asked.</summary>
    public const string StorageFull = "StorageFull";
    /// <summary>A task on the server failed.</summary>
    public const string TaskFailed = "TaskFailed";
    /// <summary>A task on the server is not known there any more.</summary>
    public const string TaskLost = "TaskLost";
    /// <summary>The cluster has no quorum.</summary>
    public const string NoQuorum = "NoQuorum";
    /// <summary>Too many failures in a row; the endpoint is left alone for a while.</summary>
    public const string EndpointResting = "EndpointResting";

    // Names and records
    /// <summary>No registered zone of that name or number.</summary>
    public const string DnsZoneNotFound = "DnsZoneNotFound";
    /// <summary>The zone is registered at that provider already.</summary>
    public const string DnsZoneExists = "DnsZoneExists";
    /// <summary>Records of ours are still in the zone.</summary>
    public const string DnsZoneInUse = "DnsZoneInUse";
    /// <summary>Somebody else writes the zone right now.</summary>
    public const string DnsZoneBusy = "DnsZoneBusy";
    /// <summary>No registered zone holds the name.</summary>
    public const string DnsNoZone = "DnsNoZone";
    /// <summary>The record's name belongs to somebody else: it is not marked as ours, or another service claims it.</summary>
    public const string DnsNotOurs = "DnsNotOurs";
    /// <summary>Another store of this module has marked the record as its own.</summary>
    public const string DnsForeignOwner = "DnsForeignOwner";
    /// <summary>More of a zone would be changed or deleted than is done without being told so.</summary>
    public const string DnsTooManyChanges = "DnsTooManyChanges";
    /// <summary>An address was handed out although a record of ours may still point to it.</summary>
    public const string DnsRecordLeft = "DnsRecordLeft";
    /// <summary>Nobody holds that address.</summary>
    public const string AddressNotFound = "AddressNotFound";

    // The store
    /// <summary>No store at that place.</summary>
    public const string StoreNotFound = "StoreNotFound";
    /// <summary>A store is there already.</summary>
    public const string StoreExists = "StoreExists";
    /// <summary>The place can't be written.</summary>
    public const string StoreNotWritable = "StoreNotWritable";
    /// <summary>The store was written by a newer version.</summary>
    public const string StoreNewer = "StoreNewer";
    /// <summary>The store lies on a network share, where SQLite's locks can't be trusted.</summary>
    public const string StoreOnNetworkShare = "StoreOnNetworkShare";
    /// <summary>The store is a copy whose original may still be alive.</summary>
    public const string StoreIsCopy = "StoreIsCopy";
    /// <summary>The store is damaged.</summary>
    public const string StoreDamaged = "StoreDamaged";
    /// <summary>One record of the store can't be read; the others can.</summary>
    public const string RecordDamaged = "RecordDamaged";
    /// <summary>Another program kept the store locked for too long.</summary>
    public const string StoreBusy = "StoreBusy";
    /// <summary>The store's key is missing.</summary>
    public const string KeyMissing = "KeyMissing";
    /// <summary>A secret can't be opened with the key at hand.</summary>
    public const string KeyMismatch = "KeyMismatch";
    /// <summary>The backup's target exists already.</summary>
    public const string BackupTargetExists = "BackupTargetExists";

    // Name servers
    /// <summary>The DNS provider does not accept our key or token.</summary>
    public const string DnsAuthFailed = "DnsAuthFailed";
    /// <summary>The name server says that our signature is wrong (BADSIG): the secrets differ.</summary>
    public const string DnsBadSignature = "DnsBadSignature";
    /// <summary>The name server does not know our key by that name and algorithm (BADKEY).</summary>
    public const string DnsUnknownKey = "DnsUnknownKey";
    /// <summary>Our clock and the name server's are too far apart (BADTIME); the message gives the offset.</summary>
    public const string DnsClockSkew = "DnsClockSkew";
    /// <summary>The DNS provider does not serve the zone.</summary>
    public const string DnsZoneNotServed = "DnsZoneNotServed";
    /// <summary>The record contradicts others that are there.</summary>
    public const string DnsConflict = "DnsConflict";
    /// <summary>The record set is no longer what it was when the change was planned; it was left alone.</summary>
    public const string DnsStale = "DnsStale";
    /// <summary>The DNS provider refuses: a right is missing, or it does not take the values.</summary>
    public const string DnsRefused = "DnsRefused";
    /// <summary>The DNS provider wants to be left alone for a while.</summary>
    public const string DnsRateLimited = "DnsRateLimited";

    // Faces
    /// <summary>A bare name was handed to a cmdlet that takes a service's id or object.</summary>
    public const string NotAProvisionedService = "NotAProvisionedService";
    /// <summary>Something went wrong that nobody foresaw.</summary>
    public const string Unexpected = "Unexpected";
}
