using System.Collections;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>
/// Takes a firewall rule as a line (<c>in accept tcp 22 from 10.0.0.0/8 # admins</c>), as a hashtable with the names of
/// <see cref="FirewallRule"/>, or as the object itself.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FirewallRuleAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Arguments.Each(inputData).Select(Rule).ToArray();

    private static FirewallRule Rule(object value)
    {
        try
        {
            return value switch
            {
                FirewallRule rule => rule,
                IDictionary table => FirewallRuleText.Read(table),
                _ => FirewallRuleText.Read(value.ToString() ?? ""),
            };
        }
        catch (FormatException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
