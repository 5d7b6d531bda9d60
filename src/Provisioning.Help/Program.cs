using Provisioning.Help;
using Provisioning.Help.Cmdlets;
using Provisioning.Help.Layout;
using Provisioning.Help.Maml;
using Provisioning.Help.Pages;

const string Usage = """
    Help of the cmdlets, and the module files that follow from them.

      sync    Writes the facts of the cmdlets (syntax, parameter tables, types) into their pages, keeps the prose,
              and begins pages and parameters that are missing with the summaries of the source.
      check   Names what is missing, not written or stale; ends with 1 if there is anything.
      module  Writes Provisioning.psd1, Provisioning.Format.ps1xml and en-US/Provisioning.Cmdlets.dll-Help.xml.

      --assembly <dll>    the cmdlets                              --docs <folder>      their pages
      --reference <dll>   what it needs to load (repeatable)
      module also:
      --template <psd1>   the manifest with {{...}} to fill in     --version <x.y.z>    the module's version
      --format <ps1xml>   format views (repeatable)                --out <folder>       where the files go

    From the root of a built checkout:  dotnet build src/Provisioning.Cmdlets -t:SyncHelp   (or -t:CheckHelp)
    """;

if (args is [] or ["--help"] or ["-h"])
{
    Console.WriteLine(Usage);
    return 0;
}

try
{
    var options = Options.Parse(args);
    var cmdlets = CmdletFacts.Read(CmdletAssembly.Load(options.One("assembly"), options.Many("reference")));
    var pages = new HelpPages(options.One("docs"));
    switch (options.Mode)
    {
        case "sync":
            var changed = pages.Sync(cmdlets, new(options.One("assembly")));
            Console.WriteLine($"{cmdlets.Count} cmdlets, {changed.Count} pages written{(changed.Count > 0 ? ": " + string.Join(", ", changed) : "")}");
            return 0;

        case "check":
            var problems = pages.Check(cmdlets);
            Console.WriteLine(string.Join('\n', problems.DefaultIfEmpty($"{cmdlets.Count} cmdlets, all described")));
            return problems.Count > 0 ? 1 : 0;

        case "module":
            var help = Directory.CreateDirectory(Path.Combine(options.One("out"), "en-US")).FullName;
            File.WriteAllText(
                Path.Combine(options.One("out"), "Provisioning.psd1"),
                ModuleFiles.Manifest(File.ReadAllText(options.One("template")), options.One("version"), cmdlets));
            ModuleFiles.Formats(options.Many("format")).Save(Path.Combine(options.One("out"), "Provisioning.Format.ps1xml"));
            MamlWriter.Write(cmdlets, pages).Save(Path.Combine(help, "Provisioning.Cmdlets.dll-Help.xml"));
            return 0;

        default:
            throw new ArgumentException($"There is no mode '{options.Mode}'.");
    }
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{Usage}");
    return 2;
}
