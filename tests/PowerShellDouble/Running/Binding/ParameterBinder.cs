using System.Management.Automation;
using System.Reflection;

namespace PowerShellDouble.Binding;

/// <summary>Binds what a test gives and what the pipeline brings, and settles which parameter set it is.</summary>
internal sealed class ParameterBinder(Cmdlet cmdlet, IReadOnlyDictionary<string, object?> given, EngineIntrinsics engine)
{
    private readonly IReadOnlyList<CmdletParameter> _parameters = CmdletParameter.Of(cmdlet.GetType());
    private readonly CmdletAttribute _attribute = cmdlet.GetType().GetCustomAttribute<CmdletAttribute>()!;
    private readonly HashSet<CmdletParameter> _named = [];
    private readonly Dictionary<CmdletParameter, object?> _defaults = [];
    private IReadOnlyList<string> _possible = [];

    /// <summary>Whether objects will come by pipeline, so that what is missing now may still come.</summary>
    public bool ExpectsInput { get; set; }

    /// <summary>Binds the parameters that were given by name.</summary>
    public void BindNamed()
    {
        var sets = _parameters.SelectMany(p => p.Sets).Where(s => s != ParameterAttribute.AllParameterSets).Distinct().ToList();
        _possible = sets.Count > 0 ? sets : [ParameterAttribute.AllParameterSets];
        // The common ones are bound too, for whoever asks what was given.
        foreach (var (name, value) in given.Where(g => CommonParameters.Names.Contains(g.Key)))
        {
            if (cmdlet is PSCmdlet ps) ps.MyInvocation.BoundParameters[name] = value;
        }

        foreach (var (name, value) in given.Where(g => !CommonParameters.Names.Contains(g.Key)))
        {
            var parameter = _parameters.FirstOrDefault(p => p.Names.Contains(name, StringComparer.OrdinalIgnoreCase))
                ?? throw new ParameterBindingException("NamedParameterNotFound", name, $"A parameter cannot be found that matches parameter name '{name}'.");
            if (!_named.Add(parameter))
            {
                throw new ParameterBindingException("ParameterAlreadyBound", name, $"The parameter '{name}' is specified more than once.");
            }

            if (!parameter.TryBind(cmdlet, value, engine, coerce: true))
            {
                throw new ParameterBindingException(
                    "CannotConvertArgumentNoMessage", name, $"Cannot bind parameter '{name}': '{value}' does not convert to {parameter.Type}.");
            }

            _possible = [.. _possible.Where(s => parameter.In(s) is not null)];
            Bound(parameter, value);
        }

        Settle(_named, mayStillCome: ExpectsInput);
    }

    /// <summary>Binds one piped object: as itself, then by its properties, first without and then with conversion.</summary>
    public void BindPiped(object? item)
    {
        ResetPiped();
        var bound = new HashSet<CmdletParameter>(_named);
        var before = _possible;
        try
        {
            var any = Bind(coerce: false) | Bind(coerce: true);
            if (!any)
            {
                throw new ParameterBindingException(
                    "InputObjectNotBound", null, "The input object cannot be bound to any parameters for the command either because the command does not take pipeline input or the input and its properties do not match any of the parameters that take pipeline input.");
            }

            Settle(bound, mayStillCome: false);
        }
        finally
        {
            _possible = before;
        }

        bool Bind(bool coerce)
        {
            // The default set goes first: where it matches, the others never get to convert.
            var open = _parameters.Where(p => !bound.Contains(p)).ToList();
            var value = open.FirstOrDefault(p => Takes(p, u => u.ValueFromPipeline, Default) && Try(p, item, coerce))
                ?? open.FirstOrDefault(p => Takes(p, u => u.ValueFromPipeline, null) && Try(p, item, coerce));
            var any = value is not null;
            var properties = item is null ? null : PSObject.AsPSObject(item).Properties;
            foreach (var parameter in open.Where(p => p != value && Takes(p, u => u.ValueFromPipelineByPropertyName, null)))
            {
                if (parameter.Names.Select(n => properties?[n]).FirstOrDefault(p => p is not null) is { } property)
                {
                    any |= Try(parameter, property.Value, coerce);
                }
            }

            return any;
        }

        bool Takes(CmdletParameter parameter, Func<ParameterAttribute, bool> how, string? set) =>
            _possible.Where(s => set is null || s == set).Any(s => parameter.In(s) is { } use && how(use));

        bool Try(CmdletParameter parameter, object? value, bool coerce)
        {
            _defaults.TryAdd(parameter, parameter.Get(cmdlet));
            if (!parameter.TryBind(cmdlet, value, engine, coerce))
            {
                return false;
            }

            bound.Add(parameter);
            _possible = [.. _possible.Where(s => parameter.In(s) is not null)];
            Bound(parameter, value);
            return true;
        }
    }

    private string Default => _attribute.DefaultParameterSetName;

    /// <summary>What the last object brought must not be left over for the next.</summary>
    private void ResetPiped()
    {
        foreach (var (parameter, value) in _defaults)
        {
            parameter.Reset(cmdlet, value);
            (cmdlet as PSCmdlet)?.MyInvocation.BoundParameters.Remove(parameter.Name);
        }
    }

    private void Settle(HashSet<CmdletParameter> bound, bool mayStillCome)
    {
        var complete = _possible.Where(s => Missing(s).Count == 0).ToList();
        var candidates = complete.Count > 0 ? complete : _possible;
        var set = candidates.Contains(Default) ? Default
            : candidates.Count == 1 || (mayStillCome && candidates.Count > 0) ? candidates[0]
            : null;
        if (set is null)
        {
            throw new ParameterBindingException("AmbiguousParameterSet", null, "Parameter set cannot be resolved using the specified named parameters.");
        }

        if (complete.Count == 0)
        {
            var missing = Missing(set);
            throw new ParameterBindingException(
                "MissingMandatoryParameter", missing[0], $"Cannot process command because of one or more missing mandatory parameters: {string.Join(" ", missing)}.");
        }

        if (cmdlet is PSCmdlet ps)
        {
            ps.ParameterSetName = set;
        }

        List<string> Missing(string inSet) =>
        [
            .. _parameters.Where(p => !bound.Contains(p) && p.In(inSet) is { Mandatory: true } use
                && !(mayStillCome && (use.ValueFromPipeline || use.ValueFromPipelineByPropertyName))).Select(p => p.Name),
        ];
    }

    private void Bound(CmdletParameter parameter, object? value)
    {
        if (cmdlet is PSCmdlet ps)
        {
            ps.MyInvocation.BoundParameters[parameter.Name] = parameter.Get(cmdlet) ?? value;
        }
    }
}
