namespace Provisioning.Help.Cmdlets;

/// <summary>A type as people write it in PowerShell.</summary>
/// <param name="Name">For syntax lines: <c>String[]</c>.</param>
/// <param name="FullName">For tables: <c>System.String[]</c>.</param>
public sealed record TypeName(string Name, string FullName)
{
    /// <summary>The engine's switch, named here because this program does not reference the engine.</summary>
    public static TypeName Switch { get; } = new("SwitchParameter", "System.Management.Automation.SwitchParameter");

    /// <summary>The name of a type; a nullable value reads as the value.</summary>
    public static TypeName Of(Type type)
    {
        if (type.IsArray)
        {
            var element = Of(type.GetElementType()!);
            return new(element.Name + "[]", element.FullName + "[]");
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value);
        }

        if (type.IsGenericType)
        {
            var arguments = type.GetGenericArguments().Select(Of).ToList();
            var bare = type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
            return new($"{bare}[{string.Join(',', arguments.Select(a => a.Name))}]", $"{type.Namespace}.{bare}[{string.Join(',', arguments.Select(a => a.FullName))}]");
        }

        return new(type.Name, type.FullName ?? type.Name);
    }
}
