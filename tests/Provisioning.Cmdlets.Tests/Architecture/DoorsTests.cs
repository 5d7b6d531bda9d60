using System.Xml.Linq;

namespace Provisioning.Cmdlets.Tests.Architecture;

/// <summary>Which room may know which: the doors of docs/architecture.md, kept shut.</summary>
public class DoorsTests
{
    private static readonly string[] Engine = ["Provisioning.Contracts", "Provisioning.Engine"];
    private static readonly string[] Driver = [.. Engine, "Provisioning.Http"];

    private static readonly Dictionary<string, (string[] Projects, string[] Packages)> Doors = new()
    {
        ["Provisioning.Contracts"] = ([], []),
        ["Provisioning.Engine"] = (["Provisioning.Contracts"], []),
        ["Provisioning.Store.Sqlite"] = (Engine, ["Dapper", "Microsoft.Data.Sqlite", "SQLitePCLRaw.bundle_e_sqlite3", "SQLitePCLRaw.core", "System.Security.Cryptography.ProtectedData"]),
        ["Provisioning.Http"] = (["Provisioning.Contracts"], ["Polly.Core"]),
        ["Provisioning.Proxmox"] = (Driver, ["Newtonsoft.Json"]),
        ["Provisioning.DciManager"] = (Driver, ["Newtonsoft.Json"]),
        ["Provisioning.BackupServer"] = (Driver, ["Newtonsoft.Json"]),
        ["Provisioning.Dns"] = (Driver, ["Newtonsoft.Json"]),
        ["Provisioning"] = (
            [.. Driver, "Provisioning.Store.Sqlite", "Provisioning.Proxmox", "Provisioning.DciManager", "Provisioning.BackupServer", "Provisioning.Dns"], []),
        ["Provisioning.Cmdlets"] = (["Provisioning.Contracts"], ["PowerShellStandard.Library"]),
        ["Provisioning.Cli"] = (["Provisioning", "Provisioning.Contracts", "Provisioning.Lab"], ["Spectre.Console", "System.CommandLine"]),
        ["Provisioning.Lab"] = ([], ["Newtonsoft.Json"]),
        ["Provisioning.Help"] = ([], []),
    };

    [Fact]
    public void Every_room_is_on_the_plan() => Violations.None(Rooms().Keys.Except(Doors.Keys));

    [Fact]
    public void Rooms_reference_only_what_the_plan_lets_them() => Violations.None(
        from room in Rooms()
        where Doors.ContainsKey(room.Key)
        from reference in References(room.Value, "ProjectReference").Select(Path.GetFileNameWithoutExtension).Except(Doors[room.Key].Projects)
            .Concat(References(room.Value, "PackageReference").Except(Doors[room.Key].Packages))
        select $"{room.Key} → {reference}");

    private static Dictionary<string, XDocument> Rooms() => Directory.GetFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetFileNameWithoutExtension(f), XDocument.Load);

    private static IEnumerable<string?> References(XDocument project, string kind) => project.Descendants(kind)
        .Where(r => r.Attribute("ReferenceOutputAssembly")?.Value != "false")
        .Select(r => r.Attribute("Include")!.Value);
}
