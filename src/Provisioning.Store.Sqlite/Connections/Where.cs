using System.Runtime.InteropServices;

namespace Provisioning.Store.Sqlite;

/// <summary>Conditions that a query picks up one by one, with the values for their question marks.</summary>
internal sealed class Where
{
    private readonly List<string> _terms = [];
    private readonly List<SqlValue> _values = [];

    public ReadOnlySpan<SqlValue> Values => CollectionsMarshal.AsSpan(_values);

    public Where And(string term, params ReadOnlySpan<SqlValue> values)
    {
        _terms.Add(term);
        _values.AddRange(values);
        return this;
    }

    /// <summary>Adds the condition unless what it compares with is null.</summary>
    public Where AndIf(string term, string? value) => value is null ? this : And(term, value);

    /// <inheritdoc cref="AndIf(string, string?)"/>
    public Where AndIf(string term, long? value) => value is { } some ? And(term, some) : this;

    /// <summary>Adds a value for what follows the conditions: a LIMIT.</summary>
    public Where Then(SqlValue value)
    {
        _values.Add(value);
        return this;
    }

    public override string ToString() => _terms.Count == 0 ? "" : "WHERE " + string.Join(" AND ", _terms);
}
