namespace Provisioning.Cli;

/// <summary>PowerShell to type after a demonstration, in lines that fit a terminal.</summary>
internal static class DemoCommands
{
    /// <summary>Looks at the demonstration's store.</summary>
    public static IReadOnlyList<string> Look(DemoFolder folder) =>
    [
        $"Import-Module {Quoted(Module())}",
        .. Use(folder, folder.Store),
        "Get-ProvisionedService",
        "Get-ProvisioningLog 1",
    ];

    /// <summary>Does the same as the demonstration, in another store beside it.</summary>
    public static IReadOnlyList<string> Repeat(DemoFolder folder, int vms) =>
    [
        $"Import-Module {Quoted(Module())}",
        .. Use(folder, Path.Combine(folder.Path, "by-hand.db")),
        $"$job = Start-Job {{ {Program()} lab }}",
        "do { Start-Sleep 1; $line = Receive-Job $job } until ($line)",
        "$lab = $line | ConvertFrom-Json",
        "$id, $secret = $lab.tokens[0] -split '=', 2",
        "$secret = ConvertTo-SecureString $secret -AsPlainText -Force",
        $"Register-ProvisioningServer {DemoShop.Server} $lab.url `",
        "  -Credential ([pscredential]::new($id, $secret)) `",
        "  -CertificateThumbprint $lab.fingerprint",
        .. NewPool(DemoShop.IPv4),
        .. NewPool(DemoShop.IPv6),
        "$package = @{",
        $"  Name = '{DemoShop.Package}'; Server = '{DemoShop.Server}'; OsTemplate = {DemoShop.Template}",
        "  Cores = 2; MemoryGB = 4",
        "  SystemDiskGB = 10; SystemDiskReadMBps = 200; SystemDiskWriteMBps = 100",
        "  SystemDiskReadIops = 2000; SystemDiskWriteIops = 1000",
        "  AdditionalDiskGB = 20; AdditionalDiskReadMBps = 100",
        "  AdditionalDiskWriteMBps = 50; NetworkMBps = 125",
        "  Snapshots = 2; Backups = 2; BackupStorage = 'shared1'",
        "  IPv4Count = 1; IPv6Count = 1; FirewallPolicyIn = 'Drop'",
        "  FirewallRule = 'in accept tcp 22 from 198.51.100.0/24 # ssh',",
        "    'in accept tcp 22 from 2001:db8:100::/48 # ssh6' }",
        "New-VmPackage @package",
        $"New-ProvisioningClient {DemoShop.Client} -Name 'Anna Example' -Email anna@example.com",
        $"1..{vms} | ForEach-Object {{ New-ProvisionedVm {DemoShop.Package} {DemoShop.Client} -HostName web-$_ }} |",
        "  Wait-ProvisionedService",
        "$job | Stop-Job -PassThru | Remove-Job",
    ];

    private static string[] Use(DemoFolder folder, string store) =>
        [$"$env:{DemoFolder.KeyVariable} = Get-Content {Quoted(folder.Key)}", $"$env:PROVISIONING_STATE = {Quoted(store)}"];

    private static string[] NewPool(IpPool pool) =>
    [
        $"New-IpPool {pool.Name} -Server {pool.Server} -PrefixLength {pool.PrefixLength} -Gateway {pool.Gateway} `",
        $"  -Start {pool.Start} -Stop {pool.Stop} -DnsServer {pool.DnsServers[0]}",
    ];

    /// <summary>How this very program is started again.</summary>
    private static string Program()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "provisioning.dll");
        return Environment.ProcessPath is { } program && Path.GetFileNameWithoutExtension(program) == "provisioning"
            ? $"& {Quoted(FromHere(program))}"
            : $"dotnet {Quoted(FromHere(library))}";
    }

    /// <summary>The module of the checkout that the program was built in; by its name when the program was installed.</summary>
    private static string Module()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "Provisioning.psd1") is var manifest && File.Exists(manifest))
                return FromHere(manifest);
        return "Provisioning";
    }

    /// <summary>The path as seen from the current folder, where it lies below it. With its dot, without which a module's path would be a name.</summary>
    private static string FromHere(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : Path.Combine(".", relative);
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
