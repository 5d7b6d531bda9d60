using System.Collections;
using System.Collections.ObjectModel;
using System.Reflection;

namespace System.Management.Automation;

public class PSObject
{
    public PSObject()
        : this(PSCustomObject.Instance)
    {
    }

    public PSObject(object obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        ImmediateBaseObject = obj is PSObject wrapped ? wrapped.BaseObject : obj;
        Properties = new PropertyCollection(ImmediateBaseObject);
        for (var type = ImmediateBaseObject.GetType(); type is not null; type = type.BaseType)
        {
            TypeNames.Add(type.FullName!);
        }
    }

    public object ImmediateBaseObject { get; }

    public object BaseObject => ImmediateBaseObject == PSCustomObject.Instance ? this : ImmediateBaseObject;

    public PSMemberInfoCollection<PSPropertyInfo> Properties { get; }

    public Collection<string> TypeNames { get; } = [];

    public static PSObject AsPSObject(object obj) => obj as PSObject ?? new PSObject(obj);

    public static implicit operator PSObject(string valueToConvert) => new(valueToConvert);

    public static implicit operator PSObject(int valueToConvert) => new(valueToConvert);

    public static implicit operator PSObject(bool valueToConvert) => new(valueToConvert);

    public static implicit operator PSObject(Hashtable valueToConvert) => new(valueToConvert);

    public override bool Equals(object? obj) =>
        ReferenceEquals(this, obj) || (BaseObject != this && BaseObject.Equals(obj is PSObject other ? other.BaseObject : obj));

    public override int GetHashCode() => BaseObject == this ? base.GetHashCode() : BaseObject.GetHashCode();

    public override string ToString() =>
        BaseObject == this ? $"@{{{string.Join("; ", Properties.Select(p => $"{p.Name}={p.Value}"))}}}" : BaseObject.ToString() ?? "";

    private sealed class PropertyCollection : PSMemberInfoCollection<PSPropertyInfo>
    {
        private readonly List<PSPropertyInfo> _all;

        public PropertyCollection(object target) =>
            _all = [.. target.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.CanRead && p.GetIndexParameters().Length == 0).Select(p => new PSProperty(p, target))];

        public override PSPropertyInfo? this[string name] => _all.FindLast(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

        public override void Add(PSPropertyInfo member) => _all.Add(member);

        public override void Remove(string name) => _all.RemoveAll(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

        public override IEnumerator<PSPropertyInfo> GetEnumerator() => _all.GetEnumerator();
    }
}

public class PSCustomObject
{
    internal static readonly PSCustomObject Instance = new();

    private PSCustomObject()
    {
    }

    public override string ToString() => "";
}
