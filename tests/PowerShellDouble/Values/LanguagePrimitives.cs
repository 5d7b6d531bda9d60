using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace System.Management.Automation;

/// <summary>The conversions a parameter goes through, the usual ones in the engine's order.</summary>
public static class LanguagePrimitives
{
    public static object? ConvertTo(object? valueToConvert, Type resultType) =>
        TryConvertTo(valueToConvert, resultType, out var result)
            ? result
            : throw new PSInvalidCastException($"Cannot convert the \"{valueToConvert}\" value of type \"{valueToConvert?.GetType().FullName ?? "null"}\" to type \"{resultType.FullName}\".");

    public static T ConvertTo<T>(object? valueToConvert) => (T)ConvertTo(valueToConvert, typeof(T))!;

    public static bool TryConvertTo<T>(object? valueToConvert, out T? result)
    {
        var converts = TryConvertTo(valueToConvert, typeof(T), out var converted);
        result = converts ? (T?)converted : default;
        return converts;
    }

    public static bool TryConvertTo(object? valueToConvert, Type resultType, out object? result)
    {
        try
        {
            (result, var converts) = Convert(valueToConvert, resultType);
            return converts;
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidCastException or ArgumentException or NotSupportedException or TargetInvocationException)
        {
            result = null;
            return false;
        }
    }

    public static bool IsTrue(object? obj) => obj switch
    {
        null => false,
        PSObject wrapped when wrapped.BaseObject != wrapped => IsTrue(wrapped.BaseObject),
        bool value => value,
        SwitchParameter value => value.IsPresent,
        string text => text.Length > 0,
        IList { Count: 0 } => false,
        IList { Count: 1 } one => IsTrue(one[0]),
        IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal => number.ToDecimal(CultureInfo.InvariantCulture) != 0,
        _ => true,
    };

    public static int Compare(object? first, object second) =>
        Comparer.DefaultInvariant.Compare(first, ConvertTo(second, first?.GetType() ?? second.GetType()));

    private static (object? Result, bool Converts) Convert(object? value, Type type)
    {
        if (value is PSObject wrapped && !type.IsInstanceOfType(value))
        {
            value = wrapped.BaseObject;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return value is null or "" ? (null, true) : Convert(value, underlying);
        }

        return value switch
        {
            null => (type == typeof(string) ? "" : null, !type.IsValueType || type == typeof(bool)),
            _ when type.IsInstanceOfType(value) => (value, true),
            _ when type == typeof(string) => (Text(value), true),
            _ when type == typeof(bool) => (IsTrue(value), true),
            _ when type == typeof(SwitchParameter) => (new SwitchParameter(IsTrue(value)), value is bool),
            _ when type.IsArray => ConvertArray(value, type.GetElementType()!),
            _ when type.IsEnum => (value is string name ? Enum.Parse(type, name, ignoreCase: true) : Enum.ToObject(type, value), true),
            IConvertible when typeof(IConvertible).IsAssignableFrom(type) => (System.Convert.ChangeType(value, type, CultureInfo.InvariantCulture), true),
            _ => ConvertByType(value, type),
        };
    }

    private static string Text(object value) => value is IEnumerable many
        ? string.Join(' ', many.Cast<object?>().Select(v => System.Convert.ToString(v, CultureInfo.InvariantCulture)))
        : System.Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static (object? Result, bool Converts) ConvertArray(object value, Type element)
    {
        var items = value is IEnumerable many and not string and not IDictionary ? [.. many.Cast<object?>()] : new List<object?> { value };
        var array = Array.CreateInstance(element, items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            array.SetValue(ConvertTo(items[i], element), i);
        }

        return (array, true);
    }

    /// <summary>What the types themselves offer: Parse, a constructor, a cast, a type converter, properties from a table.</summary>
    private static (object? Result, bool Converts) ConvertByType(object value, Type type)
    {
        const BindingFlags Static = BindingFlags.Public | BindingFlags.Static;
        var source = value.GetType();
        if (value is string text)
        {
            if (type.GetMethod("Parse", Static, [typeof(string), typeof(IFormatProvider)]) is { } parseInvariant)
            {
                return (parseInvariant.Invoke(null, [text, CultureInfo.InvariantCulture]), true);
            }

            if (type.GetMethod("Parse", Static, [typeof(string)]) is { } parse)
            {
                return (parse.Invoke(null, [text]), true);
            }
        }

        if (!type.IsAbstract && type.GetConstructor([source]) is { } make)
        {
            return (make.Invoke([value]), true);
        }

        var cast = source.GetMethods(Static).Concat(type.GetMethods(Static)).FirstOrDefault(m =>
            m.Name is "op_Implicit" or "op_Explicit" && m.ReturnType == type && m.GetParameters()[0].ParameterType.IsAssignableFrom(source));
        if (cast is not null)
        {
            return (cast.Invoke(null, [value]), true);
        }

        if (TypeDescriptor.GetConverter(type) is { } converter && converter.CanConvertFrom(source))
        {
            return (converter.ConvertFrom(null, CultureInfo.InvariantCulture, value), true);
        }

        return value is IDictionary table && type.GetConstructor([]) is not null ? (FromTable(table, type), true) : (null, false);
    }

    private static object FromTable(IDictionary table, Type type)
    {
        var made = Activator.CreateInstance(type)!;
        foreach (DictionaryEntry entry in table)
        {
            var property = type.GetProperty($"{entry.Key}", BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
                ?? throw new PSInvalidCastException($"The {entry.Key} property was not found for the {type.FullName} object.");
            property.SetValue(made, ConvertTo(entry.Value, property.PropertyType));
        }

        return made;
    }
}
