namespace Provisioning.Cli;

/// <summary>PowerShell to type after a demonstration.</summary>
internal static class DemoCommands
{
    /// <summary>Looks at the demonstration's store.</summary>
    public static IReadOnlyList<string> Look(DemoFolder folder) =>
    [
        $"Import-Module {Quoted(Module())}",
        $"$env:{DemoFolder.KeyVariable} = {Quoted(folder.Key)}",
        $"Get-ProvisionedService -StatePath {Quoted(folder.Store)}",
        $"Get-ProvisioningLog 1 -StatePath {Quoted(folder.Store)}",
    ];

    /// <summary>Does the same as the demonstration, in a store of its own.</summary>
    public static IReadOnlyList<string> Repeat(DemoFolder folder, int vms) =>
    [
        $"# in another window: {Program()} lab > {Quoted(Path.Combine(folder.Path, "lab.json"))}",
        $"$env:PROVISIONING_STATE = {Quoted(Path.Combine(folder.Path, "by-hand.db"))}",
        $"$lab = Get-Content {Quoted(Path.Combine(folder.Path, "lab.json"))} | ConvertFrom-Json",
        "$id, $secret = $lab.tokens[0] -split '=', 2",
        "$token = [pscredential]::new($id, (ConvertTo-SecureString $secret -AsPlainText -Force))",
        $"Register-ProvisioningServer {DemoShop.Server} $lab.url -Credential $token -CertificateThumbprint $lab.fingerprint",
        .. new[] { DemoShop.IPv4, DemoShop.IPv6 }.Select(NewPool),
        $"$package = @{{ Name = '{DemoShop.Package}'; Server = '{DemoShop.Server}'; OsTemplate = {DemoShop.Template}; Cores = 2; MemoryGB = 2",
        "  SystemDiskGB = 10; SystemDiskReadMBps = 200; SystemDiskWriteMBps = 100; SystemDiskReadIops = 2000; SystemDiskWriteIops = 1000",
        "  AdditionalDiskGB = 20; AdditionalDiskReadMBps = 100; AdditionalDiskWriteMBps = 50; NetworkMBps = 125; IPv4Count = 1; IPv6Count = 1",
        "  FirewallPolicyIn = 'Drop'; FirewallRule = 'in accept tcp 22 from 198.51.100.0/24 # ssh', 'in accept tcp 22 from 2001:db8:100::/48 # ssh6' }",
        "New-VmPackage @package",
        $"New-ProvisioningClient {DemoShop.Client} -Name 'Anna Example' -Email anna@example.com",
        $"1..{vms} | ForEach-Object {{ New-ProvisionedVm {DemoShop.Package} {DemoShop.Client} -HostName web-$_ }} | Wait-ProvisionedService",
    ];

    private static string NewPool(IpPool pool) =>
        $"New-IpPool {pool.Name} -Server {pool.Server} -Start {pool.Start} -Stop {pool.Stop} -PrefixLength {pool.PrefixLength} -Gateway {pool.Gateway} -DnsServer {pool.DnsServers[0]}";

    /// <summary>How this program was started, as far as that can be typed again.</summary>
    private static string Program() => Checkout() is { } root ? $"dotnet run --project {Quoted(Path.Combine(root, "src", "Provisioning.Cli"))} --" : "provisioning";

    private static string Module() => Checkout() is { } root ? Path.Combine(root, "Provisioning.psd1") : "Provisioning";

    /// <summary>The checkout that the program was built in, as seen from here; null when it was installed.</summary>
    private static string? Checkout()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Provisioning.psd1")))
                return Path.GetRelativePath(Directory.GetCurrentDirectory(), folder.FullName);
        return null;
    }

    private static string Quoted(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:\\".Contains(c)) ? text : $"'{text.Replace("'", "''")}'";
}
