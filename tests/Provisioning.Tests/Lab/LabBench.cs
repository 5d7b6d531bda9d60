using Newtonsoft.Json.Linq;
using Provisioning.Lab;

namespace Provisioning.Tests.Lab;

/// <summary>A data centre in memory on a clock that stands still, and a client for it.</summary>
internal sealed class LabBench : IDisposable
{
    public const string Clone = "/nodes/pve1/qemu/9000/clone";

    private readonly HttpMessageInvoker _client;

    public LabBench(LabScenario? scenario = null, string? endpoint = null)
    {
        Lab = new LabDataCenter(scenario ?? LabScenario.Demo(), Clock);
        _client = new HttpMessageInvoker(Lab.CreateHandler(endpoint));
        Token = Lab.Scenario.Tokens.Count > 0 ? $"{Lab.Scenario.Tokens[0].Id}={Lab.Scenario.Tokens[0].Secret}" : null;
    }

    public FakeClock Clock { get; } = new();

    public LabDataCenter Lab { get; }

    public string? Token { get; set; }

    /// <summary>Begins a call; it has ended already when it needed no wait.</summary>
    public Task<Answer> Begin(string method, string path, string? form = null, CancellationToken ct = default)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), "https://lab/api2/json" + path);
        if (Token is not null) request.Headers.TryAddWithoutValidation("Authorization", "PVEAPIToken=" + Token);
        if (form is not null) request.Content = new StringContent(form, null, "application/x-www-form-urlencoded");
        return Read(_client.SendAsync(request, ct));
    }

    /// <summary>Makes a call, moving the clock as far as it needs.</summary>
    public Answer Call(string method, string path, string? form = null)
    {
        var call = Begin(method, path, form);
        while (!call.IsCompleted) Assert.True(Clock.AdvanceToNextTimer(), "The call waits for nothing.");
        return Answered(call);
    }

    /// <summary>The answer of a call that has ended.</summary>
    public static Answer Answered(Task<Answer> call)
    {
        Assert.True(call.IsCompleted, "The call still waits.");
        return call.GetAwaiter().GetResult();
    }

    public JToken Get(string path)
    {
        var answer = Call("GET", path);
        Assert.Equal(200, answer.Status);
        return answer.Data!;
    }

    /// <summary>Makes a call that starts a task and waits for its end; answers how it ended.</summary>
    public string Run(string method, string path, string? form = null)
    {
        var answer = Call(method, path, form);
        Assert.True(answer.Status == 200, answer.Reason);
        return WaitFor(answer.Upid);
    }

    public string WaitFor(string upid)
    {
        while (true)
        {
            if (Lab.Tasks.Single(t => t.Upid == upid).ExitStatus is { } exit) return exit;
            Clock.Advance(TimeSpan.FromMilliseconds(50));
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<Answer> Read(Task<HttpResponseMessage> pending)
    {
        using var response = await pending.ConfigureAwait(false);
        var text = await response.Content.ReadAsStringAsync().ConfigureAwait(false);
        return new Answer((int)response.StatusCode, response.ReasonPhrase ?? string.Empty, text, response.Headers.ConnectionClose == true);
    }
}

internal sealed record Answer(int Status, string Reason, string Text, bool Closes)
{
    public JObject Json => JObject.Parse(Text);

    public JToken? Data => Json["data"];

    public string Upid => (string)Data!;
}
