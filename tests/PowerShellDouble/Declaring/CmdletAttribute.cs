using System.Management.Automation.Internal;

namespace System.Management.Automation
{
    public enum ConfirmImpact
    {
        None,
        Low,
        Medium,
        High,
    }

    [AttributeUsage(AttributeTargets.Class)]
    public abstract class CmdletCommonMetadataAttribute : CmdletMetadataAttribute
    {
        public string DefaultParameterSetName { get; set; } = ParameterAttribute.AllParameterSets;

        public bool SupportsShouldProcess { get; set; }

        public bool SupportsPaging { get; set; }

        public ConfirmImpact ConfirmImpact { get; set; } = ConfirmImpact.Medium;

        public string? HelpUri { get; set; }
    }

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class CmdletAttribute(string verbName, string nounName) : CmdletCommonMetadataAttribute
    {
        public string VerbName { get; } = verbName;

        public string NounName { get; } = nounName;
    }

    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public sealed class OutputTypeAttribute : CmdletMetadataAttribute
    {
        public OutputTypeAttribute(params Type[] type) => Type = [.. type.Select(t => new PSTypeName(t))];

        public OutputTypeAttribute(params string[] type) => Type = [.. type.Select(t => new PSTypeName(t))];

        public PSTypeName[] Type { get; }

        public string[] ParameterSetName { get; set; } = [ParameterAttribute.AllParameterSets];

        public string? ProviderCmdlet { get; set; }
    }

    public class PSTypeName
    {
        public PSTypeName(Type type) => (Type, Name) = (type, type.FullName!);

        public PSTypeName(string name) => Name = name;

        public string Name { get; }

        public Type? Type { get; }

        public override string ToString() => Name;
    }
}

namespace System.Management.Automation.Internal
{
    [AttributeUsage(AttributeTargets.All)]
    public abstract class CmdletMetadataAttribute : Attribute
    {
        internal CmdletMetadataAttribute()
        {
        }
    }

    [AttributeUsage(AttributeTargets.All)]
    public abstract class ParsingBaseAttribute : CmdletMetadataAttribute
    {
        internal ParsingBaseAttribute()
        {
        }
    }
}
