using System.Management.Automation;
using System.Security;
using PowerShellDouble;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

/// <summary>What the tests of the cmdlets say often.</summary>
internal static class CmdletAssert
{
    /// <summary>The one error is this, about this item, and names the cmdlet.</summary>
    public static void Failed<T>(PipelineResult result, string errorId, ErrorCategory category, object? target)
    {
        Assert.Null(result.TerminatingError);
        var error = Assert.Single(result.Errors);
        Assert.Equal($"{errorId},{typeof(T).FullName}", error.FullyQualifiedErrorId);
        Assert.Equal((category, target), (error.CategoryInfo.Category, error.TargetObject));
    }

    public static SecureString Secure(string text) => new System.Net.NetworkCredential("", text).SecurePassword;

    public static PSCredential Credential(string user, string password) => new(user, Secure(password));

    /// <summary>An object with these properties, as a line of a CSV file comes.</summary>
    public static PSObject Row(object properties)
    {
        var row = new PSObject();
        foreach (var property in properties.GetType().GetProperties())
            row.Properties.Add(new PSNoteProperty(property.Name, property.GetValue(properties)));
        return row;
    }
}
