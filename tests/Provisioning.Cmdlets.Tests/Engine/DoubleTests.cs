using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace Provisioning.Cmdlets.Tests.Engine;

/// <summary>Proves that the other tests run on the double, and that the double has the shape of the real engine.</summary>
public class DoubleTests
{
    [Fact]
    public void The_double_is_in_use_and_not_the_hollow_library()
    {
        Assert.True(new SwitchParameter(true).IsPresent);
        Assert.Equal("31bf3856ad364e35", Convert.ToHexStringLower(typeof(PSCmdlet).Assembly.GetName().GetPublicKeyToken()!));
    }

    [Fact]
    public void The_hollow_library_is_not_beside_the_tests()
    {
        var beside = Directory.GetFiles(AppContext.BaseDirectory, "System.Management.Automation.dll", SearchOption.AllDirectories);
        Assert.Equal([typeof(PSCmdlet).Assembly.Location], beside);
        Assert.NotEqual(File.ReadAllBytes(Repository.ReferenceLibrary), File.ReadAllBytes(beside[0]));
    }

    [Fact]
    public void Every_member_of_the_double_exists_in_the_real_engine_with_the_same_shape()
    {
        var real = new AssemblyLoadContext("reference", isCollectible: true).LoadFromAssemblyPath(Repository.ReferenceLibrary);
        var ours = typeof(PSCmdlet).Assembly.GetExportedTypes().Where(t => t.Namespace!.StartsWith("System.Management", StringComparison.Ordinal)).ToList();

        var strange = ours.Where(t => real.GetType(t.FullName!) is null).Select(t => t.FullName!)
            .Concat(ours.SelectMany(t => real.GetType(t.FullName!) is { } r ? Shape(t).Except(Shape(r)) : []));

        Assert.True(ours.Count > 60);
        Violations.None(strange);
    }

    [Fact]
    public void Every_engine_member_that_the_cmdlets_use_exists_in_the_double()
    {
        var module = typeof(Loading.OnImportAndRemove).Assembly.ManifestModule;
        var missing = new List<string>();
        for (var token = 0x0A000001; ; token++)
        {
            try
            {
                module.ResolveMember(token, null, null);
            }
            catch (ArgumentOutOfRangeException)
            {
                break;
            }
            catch (Exception e) when (e is MissingMemberException or TypeLoadException)
            {
                missing.Add(e.Message);
            }
            catch (Exception e) when (e is BadImageFormatException or ArgumentException)
            {
                // A member of a generic type, which only resolves where its arguments are known: never one of the engine's.
            }
        }

        Violations.None(missing);
    }

    private static IEnumerable<string> Shape(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(m => m switch
            {
                MethodBase method => (method.IsPublic || method.IsFamily) && !Inherited(method),
                FieldInfo field => field.IsPublic,
                _ => false,
            })
            .Select(m => $"{type.FullName}: {m}{(m is FieldInfo { IsLiteral: true } constant ? $" = {constant.GetRawConstantValue()}" : "")}");

    /// <summary>Overrides add nothing to what a caller can name.</summary>
    private static bool Inherited(MethodBase method) =>
        method is MethodInfo info && info.GetBaseDefinition().DeclaringType != info.DeclaringType;
}
