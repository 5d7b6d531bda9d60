using System.Collections;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>What New- and Set-ProvisioningClient have in common.</summary>
public abstract class ClientWritingCmdlet : ProvisioningCmdlet
{
    /// <summary>The person's name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Name { get; set; }

    /// <summary>The company.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Company { get; set; }

    /// <summary>E-mail address.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Email { get; set; }

    /// <summary>Telephone.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Phone { get; set; }

    /// <summary>Fax.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Fax { get; set; }

    /// <summary>Street and number.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Address { get; set; }

    /// <summary>City.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? City { get; set; }

    /// <summary>Postal code.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Postcode { get; set; }

    /// <summary>Country.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Country { get; set; }

    /// <summary>Further fields by name. Give an [ordered] table where a system addresses them by position.</summary>
    [Parameter]
    [AllowNull]
    public IDictionary? CustomField { get; set; }

    /// <summary>The client with what the caller named.</summary>
    private protected ProvisioningClient Apply(ProvisioningClient client) => client with
    {
        Name = IsBound(nameof(Name)) ? Name.OrNull() : client.Name,
        Company = IsBound(nameof(Company)) ? Company.OrNull() : client.Company,
        Email = IsBound(nameof(Email)) ? Email.OrNull() : client.Email,
        Phone = IsBound(nameof(Phone)) ? Phone.OrNull() : client.Phone,
        Fax = IsBound(nameof(Fax)) ? Fax.OrNull() : client.Fax,
        Address = IsBound(nameof(Address)) ? Address.OrNull() : client.Address,
        City = IsBound(nameof(City)) ? City.OrNull() : client.City,
        Postcode = IsBound(nameof(Postcode)) ? Postcode.OrNull() : client.Postcode,
        Country = IsBound(nameof(Country)) ? Country.OrNull() : client.Country,
        CustomFields = IsBound(nameof(CustomField)) ? Fields(CustomField) : client.CustomFields,
    };

    private static List<CustomField> Fields(IDictionary? table) =>
        [.. (table?.Cast<DictionaryEntry>() ?? []).Select(e => new CustomField(e.Key.ToString()!, Arguments.Text(e.Value)))];
}
