using System.Text.Json;
using Provisioning.Cli;

namespace Provisioning.Tests.Cli;

/// <summary>The demonstration turns a variable of the whole process, so nothing runs beside it.</summary>
[CollectionDefinition(nameof(DemoTests), DisableParallelization = true)]
public class DemoAlone;

[Collection(nameof(DemoTests))]
public class DemoTests
{
    [Fact]
    public async Task It_ends_with_one_document_in_which_all_are_ready()
    {
        using var face = new Face(new ProvisioningHostFactory());
        var code = await face.RunAsync("demo", "--output", "json", "--speed", "20");
        Assert.Empty(face.Errors);
        Assert.Equal(ExitCode.Fine, code);
        Assert.True(face.Document.GetProperty("success").GetBoolean());

        JsonElement[] services = [.. face.Document.GetProperty("services").EnumerateArray()];
        Assert.Equal(5, services.Length);
        Assert.All(services, service =>
        {
            Assert.Equal("VirtualMachine", service.GetProperty("kind").GetString());
            Assert.Equal("Active", service.GetProperty("status").GetString());
            Assert.Equal("ready", service.GetProperty("localStatus").GetString());
            Assert.StartsWith("pve", service.GetProperty("node").GetString(), StringComparison.Ordinal);
            Assert.StartsWith("203.0.113.", service.GetProperty("ip").GetString(), StringComparison.Ordinal);
            Assert.True(service.GetProperty("ticks").GetInt32() > 0);
            Assert.True(service.GetProperty("apiCalls").GetInt32() > 0);
            Assert.True(service.GetProperty("elapsedMs").GetInt64() > 0);
        });
        Assert.Equal([1L, 2, 3, 4, 5], services.Select(service => service.GetProperty("id").GetInt64()));
        Assert.Equal(5, services.Select(service => service.GetProperty("vmid").GetInt32()).Distinct().Count());
        Assert.Equal(["web-1", "web-2", "web-3", "web-4", "web-5"], services.Select(service => service.GetProperty("hostname").GetString()));

        JsonElement[] journal = [.. face.Document.GetProperty("journal").EnumerateArray()];
        Assert.Equal(5, journal.Count(line => line.GetProperty("event").GetString() == "Completed"));
        Assert.All(journal, line => Assert.True(line.GetProperty("at").TryGetDateTimeOffset(out _)));
        DeleteTheStoreOf(face.Document);
    }

    [Fact]
    public async Task Without_a_terminal_it_is_plain_lines_that_end_with_where_the_store_is_and_what_to_type()
    {
        using var face = new Face(new ProvisioningHostFactory());
        Assert.Equal(ExitCode.Fine, await face.RunAsync("demo", "--vms", "2", "--speed", "20"));
        Assert.DoesNotContain('\e', face.Output);
        Assert.Contains(face.OutputLines, line => line.Contains("service 1  set_firewall  Done", StringComparison.Ordinal));
        Assert.Contains(face.OutputLines, line => line.Contains("service 2  web-2", StringComparison.Ordinal) && line.Contains("Active, ready", StringComparison.Ordinal));
        Assert.Contains("  Get-ProvisionedService", face.OutputLines);
        Assert.Contains("  New-VmPackage @package", face.OutputLines);
        Assert.StartsWith("2 of 2 ready in ", face.OutputLines[^1], StringComparison.Ordinal);

        var store = face.OutputLines.Single(line => line.StartsWith("The store is ", StringComparison.Ordinal))["The store is ".Length..];
        Assert.True(File.Exists(store));
        Directory.Delete(Path.GetDirectoryName(store)!, recursive: true);
    }

    [Fact]
    public async Task The_story_is_a_whole_life_of_which_every_chapter_ends_as_it_should()
    {
        using var face = new Face(new ProvisioningHostFactory());
        var code = await face.RunAsync("demo", "--story", "--output", "json", "--speed", "20");
        Assert.Empty(face.Errors);
        Assert.Equal(ExitCode.Fine, code);
        JsonElement[] chapters = [.. face.Document.GetProperty("chapters").EnumerateArray()];
        Assert.Equal(["order", .. Chapters.All.Select(chapter => chapter.Title)], chapters.Select(chapter => chapter.GetProperty("title").GetString()));
        Assert.All(chapters, chapter => Assert.True(chapter.GetProperty("success").GetBoolean(), chapter.GetRawText()));
        Assert.Equal("no machine", chapters[^1].GetProperty("machine").GetString());
        DeleteTheStoreOf(face.Document);
    }

    private static void DeleteTheStoreOf(JsonElement document) => Directory.Delete(Path.GetDirectoryName(document.GetProperty("store").GetString())!, recursive: true);
}
