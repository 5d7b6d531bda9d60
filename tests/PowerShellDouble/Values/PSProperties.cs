using System.Collections;
using System.Reflection;

namespace System.Management.Automation;

public abstract class PSMemberInfo
{
    public string Name { get; private protected set; } = "";

    public abstract object? Value { get; set; }

    public abstract string TypeNameOfValue { get; }
}

public abstract class PSPropertyInfo : PSMemberInfo
{
    public abstract bool IsGettable { get; }

    public abstract bool IsSettable { get; }
}

public class PSNoteProperty : PSPropertyInfo
{
    public PSNoteProperty(string name, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (Name, Value) = (name, value);
    }

    public override object? Value { get; set; }

    public override string TypeNameOfValue => Value?.GetType().FullName ?? "";

    public override bool IsGettable => true;

    public override bool IsSettable => true;
}

public class PSProperty : PSPropertyInfo
{
    private readonly PropertyInfo _property;
    private readonly object _target;

    internal PSProperty(PropertyInfo property, object target) => (_property, _target, Name) = (property, target, property.Name);

    public override object? Value
    {
        get => _property.GetValue(_target);
        set => _property.SetValue(_target, value);
    }

    public override string TypeNameOfValue => _property.PropertyType.FullName!;

    public override bool IsGettable => _property.CanRead;

    public override bool IsSettable => _property.CanWrite;
}

public abstract class PSMemberInfoCollection<T> : IEnumerable<T>
    where T : PSMemberInfo
{
    public abstract T? this[string name] { get; }

    public abstract void Add(T member);

    public abstract void Remove(string name);

    public abstract IEnumerator<T> GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
