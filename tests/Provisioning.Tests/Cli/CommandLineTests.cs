using Provisioning.Cli;

namespace Provisioning.Tests.Cli;

public class CommandLineTests
{
    [Theory]
    [InlineData("", "--help")]
    [InlineData("frob", "frob")]
    [InlineData("tick --nope", "--nope")]
    [InlineData("tick --once --watch", "--watch")]
    [InlineData("tick --watch --what-if", "--what-if")]
    [InlineData("tick --max-concurrency 0", "1 to 256")]
    [InlineData("tick --max-concurrency 257", "1 to 256")]
    [InlineData("tick --max-concurrency many", "'many'")]
    [InlineData("tick --time-budget 0", "hh:mm:ss")]
    [InlineData("tick --time-budget soon", "hh:mm:ss")]
    [InlineData("tick --service-id 0", "--service-id")]
    [InlineData("tick --output xml", "text and json")]
    [InlineData("demo --vms 0", "1 to 200")]
    [InlineData("lab --port 70000", "65535")]
    [InlineData("lab --scenario there-is-no-such-file.json", "there-is-no-such-file.json")]
    public async Task What_is_wrong_with_the_command_line_is_one_line_and_exit_code_1(string line, string named)
    {
        using var face = new Face(new FakeStores());
        Assert.Equal(ExitCode.Usage, await face.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        var error = Assert.Single(face.ErrorLines);
        Assert.StartsWith("InvalidValue: ", error, StringComparison.Ordinal);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Empty(face.Output);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("tick --help")]
    [InlineData("store --help")]
    [InlineData("demo --help")]
    [InlineData("lab --help")]
    public async Task Help_is_no_failure(string line)
    {
        using var face = new Face(new FakeStores());
        Assert.Equal(ExitCode.Fine, await face.RunAsync(line.Split(' ')));
        Assert.Contains("Usage:", face.Output, StringComparison.Ordinal);
        Assert.Empty(face.Errors);
    }

    [Theory]
    [InlineData("50", 50)]
    [InlineData("2.5", 2.5)]
    [InlineData("0:00:50", 50)]
    [InlineData("01:00:00", 3600)]
    [InlineData("1.00:00:00", 86400)]
    public void Times_are_seconds_or_clock_times(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Seconds.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("10:30")]
    [InlineData("1e9")]
    [InlineData("99999999999")]
    public void What_could_be_meant_otherwise_is_no_time(string text) => Assert.Null(Seconds.Read(text));

    [Theory]
    [InlineData(3.21, "3.2 s")]
    [InlineData(250, "4 min 10 s")]
    [InlineData(7500, "2 h 5 min")]
    public void Times_are_shown_short(double seconds, string text) => Assert.Equal(text, Seconds.Show(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(ErrorIds.StoreNotFound, ErrorKind.NotFound, 3)]
    [InlineData(ErrorIds.StoreNotWritable, ErrorKind.Denied, 3)]
    [InlineData(ErrorIds.StoreIsCopy, ErrorKind.Unsafe, 3)]
    [InlineData(ErrorIds.StoreNewer, ErrorKind.Store, 3)]
    [InlineData(ErrorIds.KeyMissing, ErrorKind.NotFound, 3)]
    [InlineData(ErrorIds.ServiceNotFound, ErrorKind.NotFound, 1)]
    [InlineData(ErrorIds.ServerUnreachable, ErrorKind.Unreachable, 4)]
    public async Task A_failure_is_one_line_with_its_id_and_an_exit_code_of_its_sort(string id, ErrorKind kind, int code)
    {
        using var face = new Face(new FakeStores { Failure = new ProvisioningException(id, kind, "It went\nwrong.") });
        Assert.Equal(code, await face.RunAsync("tick"));
        Assert.Equal([$"{id}: It went wrong."], face.ErrorLines);
        Assert.Empty(face.Output);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_one_line_too()
    {
        using var face = new Face(new FakeStores { Failure = new InvalidOperationException("Oops.") });
        Assert.Equal(ExitCode.Failed, await face.RunAsync("tick"));
        Assert.Equal(["Unexpected: InvalidOperationException: Oops."], face.ErrorLines);
    }

    [Fact]
    public async Task Store_says_where_it_is_and_why()
    {
        using var text = new Face(new FakeStores { Exists = false });
        Assert.Equal(ExitCode.Fine, await text.RunAsync("store"));
        Assert.Contains("/state/provisioning.db", text.Output, StringComparison.Ordinal);
        Assert.Contains("named by the caller", text.Output, StringComparison.Ordinal);
        Assert.Contains("not yet", text.Output, StringComparison.Ordinal);

        using var json = new Face(new FakeStores());
        Assert.Equal(ExitCode.Fine, await json.RunAsync("store", "--output", "json"));
        Assert.True(json.Document.GetProperty("exists").GetBoolean());
        Assert.Equal("Parameter", json.Document.GetProperty("location").GetString());
    }
}
