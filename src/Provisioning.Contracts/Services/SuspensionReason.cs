namespace Provisioning;

/// <summary>Why a service is held back.</summary>
public enum SuspensionReason
{
    /// <summary>An admin said so; only an admin gives it back.</summary>
    Admin,
    /// <summary>It was overdue; a due date that lies ahead gives it back.</summary>
    Overdue,
}
