using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Provisioning.Lab;

namespace Provisioning.Tests.Lab;

/// <summary>Recordings of a real server, replayed against the Lab. They are not part of the project and may be absent.</summary>
public partial class RecordingsTests
{
    [RecordingsTheory]
    [InlineData("01-auth-errors.jsonl")]
    [InlineData("02-lifecycle.jsonl")]
    public async Task The_lab_answers_as_the_real_server_did(string recording)
    {
        var scenario = LabScenario.Recordings();
        scenario.Speed = 4;
        await using var server = await LabServer.StartAsync(new LabOptions { Scenario = scenario });
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { Path.Combine(Recordings.Folder!, "replay.py"), "--base", server.BaseUri.ToString().TrimEnd('/'), "--token", server.ApiToken!, Path.Combine(Recordings.Folder!, "golden", recording) })
            start.ArgumentList.Add(argument);
        using var replay = Process.Start(start)!;
        var errors = replay.StandardError.ReadToEndAsync();
        var output = await replay.StandardOutput.ReadToEndAsync();
        await replay.WaitForExitAsync();
        var score = Score().Match(output);
        Assert.True(score.Success, output + await errors);
        var numbers = Enumerable.Range(1, 4).Select(i => int.Parse(score.Groups[i].ValueSpan, CultureInfo.InvariantCulture)).ToArray();
        Assert.True(numbers[0] >= 0.95 * numbers[1] && numbers[2] >= 0.95 * numbers[3], output);
    }

    [GeneratedRegex(@"score: (\d+)/(\d+) requests, (\d+)/(\d+) tasks")]
    private static partial Regex Score();
}

/// <summary>Where the recordings are: <c>PVE_RECORDINGS</c>, or <c>shared/pve</c> next to the repository.</summary>
internal static class Recordings
{
    public static string? Folder { get; } = Candidates().FirstOrDefault(f => File.Exists(Path.Combine(f, "replay.py")));

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("PVE_RECORDINGS") is { Length: > 0 } given) yield return given;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Provisioning.sln"))) folder = folder.Parent;
        if (folder?.Parent is { } beside) yield return Path.Combine(beside.FullName, "shared", "pve");
    }
}

/// <summary>A theory that is left out, visibly and with its reason, where there are no recordings.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RecordingsTheoryAttribute : TheoryAttribute
{
    public RecordingsTheoryAttribute()
    {
        if (Recordings.Folder is null)
            Skip = "No recordings of a real Proxmox VE found: set PVE_RECORDINGS to the folder that holds replay.py.";
    }
}
