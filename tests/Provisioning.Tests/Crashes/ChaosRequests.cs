using Provisioning.Engine;
using Provisioning.Proxmox;

namespace Provisioning.Tests.Crashes;

/// <summary>What chaos asks for: any operation that may be asked for, with arguments where it takes some.</summary>
internal static class ChaosRequests
{
    private const string None = "{}";

    /// <summary>Operations with arguments. One without needs no row; one that can't do without them and has no row fails a test.</summary>
    private static readonly Dictionary<string, Func<Random, string>> Drawn = new()
    {
        [StandardOperations.Suspend] = PowerOff,
        [VmOperations.Stop] = PowerOff,
        [VmOperations.Restart] = PowerOff,
        [StandardOperations.Terminate] = random => Provisioning.Engine.Arguments.Terminate(keepBackups: random.Next(3) == 0),
        [VmOperations.ChangePackage] = ChangePackage,
    };

    /// <summary>Something to ask for.</summary>
    public static (string Operation, string Arguments) Draw(IReadOnlyDictionary<string, OperationPlan> operations, Random random)
    {
        var names = operations.Values.Where(plan => plan.OnRequest).Select(plan => plan.Name).Order(StringComparer.Ordinal).ToList();
        var operation = names[random.Next(names.Count)];
        return (operation, ArgumentsOf(operation, random));
    }

    /// <summary>Arguments for it.</summary>
    public static string ArgumentsOf(string operation, Random random) => Drawn.GetValueOrDefault(operation)?.Invoke(random) ?? None;

    private static string PowerOff(Random random) => Provisioning.Engine.Arguments.PowerOff(random.Next(3) switch
    {
        0 => new PowerOffRequest { Force = true },
        1 => new PowerOffRequest { TimeLimit = TimeSpan.FromSeconds(random.Next(1, 200)) },
        _ => null,
    });

    private static string ChangePackage(Random random)
    {
        var (options, withdrawn) = (new Dictionary<string, string>(), new List<string>());
        foreach (var (option, values) in new (string, string[])[]
        {
            (VmOption.CpuCores, ["1", "2", "8"]),
            (VmOption.Ram, ["2", "16"]),
            (VmOption.SystemDisk, ["0", "5", "15"]),
            (VmOption.AdditionalDisk, ["0", "0", "10", "25"]),
            (VmOption.AdditionalDiskReadBandwidth, ["0", "75"]),
            (VmOption.NetworkBandwidth, ["10", "50"]),
            (VmOption.IPv4Addresses, ["1", "3"]),
            (VmOption.IPv6Addresses, ["0", "2"]),
        })
            switch (random.Next(6))
            {
                case 0:
                    withdrawn.Add(option);
                    break;
                case 1 or 2:
                    options[option] = values[random.Next(values.Length)];
                    break;
            }
        return Json.Write(new ChangeArguments { Options = options, Withdrawn = withdrawn });
    }
}
