using System.Data.Common;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;
using Provisioning.Loading;

namespace Provisioning.Cmdlets.Tests.Layout;

/// <summary>Nothing is loaded before it is needed, and what is loaded then meets nothing of its host.</summary>
public class IsolationTests
{
    private static readonly string Deps = Path.Combine(Repository.Module, "deps") + Path.DirectorySeparatorChar;

    [Fact]
    public void Import_loads_no_dependency()
    {
        // A copy of its own, because other tests use the one beside them.
        var context = new AssemblyLoadContext("import");
        context.Resolving += (c, name) => c.LoadFromAssemblyPath(Path.Combine(Repository.Module, name.Name + ".dll"));
        var cmdlets = context.LoadFromAssemblyPath(Path.Combine(Repository.Module, "Provisioning.Cmdlets.dll"));

        var hooks = (IModuleAssemblyInitializer)Activator.CreateInstance(cmdlets.GetType(typeof(OnImportAndRemove).FullName!)!)!;
        hooks.OnImport();
        var all = cmdlets.GetTypes().Where(t => t.IsDefined(typeof(CmdletAttribute))).Select(Activator.CreateInstance).ToList();
        ((IModuleAssemblyCleanup)hooks).OnRemove(new PSModuleInfo(false));

        Assert.Equal(Conventions.CmdletCatalog.All.Count, all.Count);
        Assert.Empty(Contexts(cmdlets).SelectMany(c => c.Assemblies));
    }

    [Fact]
    public void Dependencies_live_in_a_context_of_their_own_and_find_their_native_library()
    {
        var context = new ProvisioningLoadContext(Path.Combine(Deps, "Provisioning.Host.dll"));
        var sqlite = context.LoadFromAssemblyName(new("Microsoft.Data.Sqlite"));
        using var connection = (DbConnection)Activator.CreateInstance(sqlite.GetType("Microsoft.Data.Sqlite.SqliteConnection")!, "Data Source=:memory:")!;
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sqlite_version()";

        Assert.StartsWith("3.", (string)command.ExecuteScalar()!, StringComparison.Ordinal);
        Assert.StartsWith(Deps, sqlite.Location, StringComparison.Ordinal);
        Assert.Same(context, AssemblyLoadContext.GetLoadContext(sqlite));
        Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies, a => a.GetName().Name == "Microsoft.Data.Sqlite");
    }

    [Fact]
    public void Both_sides_speak_the_same_contracts()
    {
        var context = new ProvisioningLoadContext(Path.Combine(Deps, "Provisioning.Host.dll"));

        Assert.Same(typeof(IProvisioningHost).Assembly, context.LoadFromAssemblyName(new("Provisioning.Contracts")));
    }

    [Fact]
    public void The_factory_comes_out_of_that_context()
    {
        var factory = HostFactory.Current;

        Assert.Equal("Provisioning", AssemblyLoadContext.GetLoadContext(factory.GetType().Assembly)!.Name);
        Assert.Same(factory, HostFactory.Current);
    }

    [Fact]
    public void The_last_runspace_closes_what_is_shared()
    {
        var closed = 0;
        void Close() => closed++;
        ModuleUsers.LastLeft += Close;
        try
        {
            var hooks = new OnImportAndRemove();
            hooks.OnImport();
            hooks.OnImport();
            hooks.OnRemove(new PSModuleInfo(false));
            Assert.Equal(0, closed);
            hooks.OnRemove(new PSModuleInfo(false));
            Assert.Equal(1, closed);
        }
        finally
        {
            ModuleUsers.LastLeft -= Close;
        }
    }

    /// <summary>The module's contexts whose contracts are those of a given copy of the cmdlets.</summary>
    private static IEnumerable<AssemblyLoadContext> Contexts(Assembly cmdlets) => AssemblyLoadContext.All.Where(c => c.GetType().Assembly == cmdlets);
}
