using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Lab;

/// <summary>The faults in force. The first rule that strikes a request decides; every matching rule counts it.</summary>
public sealed partial class LabFaults
{
    private readonly Lock _gate = new();
    private readonly List<LabFault> _rules = [];

    internal LabFaults(IEnumerable<LabFault> rules) => _rules.AddRange(rules);

    /// <summary>The rules, in the order in which they are asked.</summary>
    public IReadOnlyList<LabFault> Rules { get { lock (_gate) return [.. _rules]; } }

    /// <summary>Adds a rule at the end and returns it, so that a test can read its counters.</summary>
    public LabFault Add(LabFault fault)
    {
        lock (_gate) _rules.Add(fault);
        return fault;
    }

    /// <summary>Adds a rule for the next request of this method and path.</summary>
    public LabFault Once(string? method, string? path, LabEffect effect) => Add(new LabFault { Method = method, Path = path, Times = 1, Effect = effect });

    /// <summary>Removes one rule.</summary>
    public bool Remove(LabFault fault) { lock (_gate) return _rules.Remove(fault); }

    /// <summary>Removes all rules.</summary>
    public void Clear() { lock (_gate) _rules.Clear(); }

    internal LabEffect? Strike(LabRequest request, LabRandom random)
    {
        lock (_gate)
        {
            if (_rules.Count == 0) return null;
            var path = Uri.UnescapeDataString(request.Path);
            var vmids = VmidsOf(path, $"{request.Query}&{request.Body}");
            LabEffect? effect = null;
            foreach (var rule in _rules)
                if (rule.Strikes(request.Method, path, vmids, random)) effect ??= rule.Effect;
            return effect;
        }
    }

    /// <summary>The VMs a request is about: the one in its path and those in its parameters.</summary>
    internal static List<int> VmidsOf(string path, string parameters) =>
        [.. InPath().Matches(path).Concat(InParameters().Matches(parameters)).Select(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"/qemu/(\d{1,9})\b")]
    private static partial Regex InPath();

    [GeneratedRegex(@"\b(?:newid|vmid)""?[=:]\s*""?(\d{1,9})\b")]
    private static partial Regex InParameters();
}
