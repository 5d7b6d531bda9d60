using System.Reflection;

namespace Provisioning.Help.Cmdlets;

/// <summary>Attributes as metadata, by name: their instances are blank in the reference library of the engine.</summary>
internal static class AttributeReading
{
    public static IEnumerable<CustomAttributeData> Attributes(this MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(a => a.AttributeType.Name == name);

    public static CustomAttributeData? Attribute(this MemberInfo member, string name) => member.Attributes(name).FirstOrDefault();

    public static T? Named<T>(this CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(n => n.MemberName == name).TypedValue.Value is T value ? value : default;

    public static IEnumerable<string> StringArguments(this CustomAttributeData attribute) => attribute.Flat().OfType<string>();

    public static IEnumerable<Type> TypeArguments(this CustomAttributeData attribute) => attribute.Flat().OfType<Type>();

    private static IEnumerable<object?> Flat(this CustomAttributeData attribute) => attribute.ConstructorArguments.SelectMany(
        a => a.Value is IReadOnlyCollection<CustomAttributeTypedArgument> many ? many.Select(m => m.Value) : [a.Value]);
}
