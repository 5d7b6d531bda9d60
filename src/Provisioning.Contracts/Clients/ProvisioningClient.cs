namespace Provisioning;

/// <summary>Somebody who orders, with the fields that all three systems ask for.</summary>
public sealed record ProvisioningClient
{
    /// <summary>Number in our store; 0 before it is stored.</summary>
    public long Id { get; init; }
    /// <summary>Unique user name.</summary>
    public required string UserName { get; init; }
    /// <summary>Person's name.</summary>
    public string? Name { get; init; }
    /// <summary>Company.</summary>
    public string? Company { get; init; }
    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }
    /// <summary>Telephone.</summary>
    public string? Phone { get; init; }
    /// <summary>Fax.</summary>
    public string? Fax { get; init; }
    /// <summary>Street and number.</summary>
    public string? Address { get; init; }
    /// <summary>City.</summary>
    public string? City { get; init; }
    /// <summary>Postal code.</summary>
    public string? Postcode { get; init; }
    /// <summary>Country.</summary>
    public string? Country { get; init; }
    /// <summary>Further fields; their order is kept because some systems address them by position.</summary>
    public IReadOnlyList<CustomField> CustomFields { get; init; } = [];
    /// <summary>When the client was entered.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>One further field of a client.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Value">Its value.</param>
public sealed record CustomField(string Name, string Value);
