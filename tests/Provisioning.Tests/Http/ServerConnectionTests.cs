using Provisioning.Http;

namespace Provisioning.Tests.Http;

public sealed class ServerConnectionTests : IDisposable
{
    private static readonly Uri First = new("https://one:8006");
    private static readonly Uri Second = new("https://two:8006");

    private readonly FakeClock _clock = new();
    private readonly KeptLog _log = new();
    private readonly ScriptedHandler _one = new();
    private readonly ScriptedHandler _two = new();

    private CallScope Scope => new(_log);

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
    }

    private ServerConnection Connect(int endpoints = 1, Func<TransportOptions, TransportOptions>? change = null)
    {
        var options = new TransportOptions
        {
            Clock = _clock,
            Randomness = () => 1,
            RetryDelay = TimeSpan.FromSeconds(1),
            HandlerFactory = uri => uri == First ? _one : _two,
        };
        return new ServerConnection("lab", endpoints == 1 ? [First] : [First, Second], "/api", change?.Invoke(options) ?? options);
    }

    private static HttpCall Get(string path = "/x") => new() { Method = HttpMethod.Get, Path = path };
    private static HttpCall Post() => new() { Method = HttpMethod.Post, Path = "/x", Body = "a=1"u8.ToArray(), ContentType = "application/x-www-form-urlencoded" };

    private HttpReply Run(ServerConnection server, HttpCall call) => Inline.Run(_clock, server.SendAsync(call, Scope, default));
    private ProvisioningError Fails(ServerConnection server, HttpCall call) => Inline.Fails(_clock, server.SendAsync(call, Scope, default));

    [Fact]
    public void An_answer_in_memory_comes_at_once_on_the_same_thread()
    {
        _one.Data("1");
        var task = Connect().SendAsync(Get(), Scope, default);
        Assert.True(task.IsCompletedSuccessfully);
        Assert.Equal("https://one:8006/api/x", _one.Seen[0].Uri.AbsoluteUri);
    }

    [Fact]
    public void Each_try_is_logged_with_its_number()
    {
        _one.Reply(595, reason: "Connection refused").Reply(597, reason: "Connection reset").Data("1");
        var reply = Run(Connect(), Get());
        Assert.Equal(200, reply.Status);
        Assert.Equal([1, 2, 3], _log.Calls.Select(c => c.Attempt));
        Assert.Equal([595, 597, 200], _log.Calls.Select(c => c.Status!.Value));
        Assert.Equal(["Connection refused", "Connection reset", null], _log.Calls.Select(c => c.Error));
    }

    [Fact]
    public void Delays_double_and_follow_the_randomness()
    {
        _one.Reply(595).Reply(595).Reply(595);
        var begun = _clock.GetUtcNow();
        Assert.Equal(595, Run(Connect(), Get()).Status);
        Assert.Equal(TimeSpan.FromSeconds(3), _clock.GetUtcNow() - begun);
    }

    [Theory]
    [InlineData(500), InlineData(400), InlineData(403), InlineData(501)]
    public void A_refusal_is_an_answer(int status)
    {
        _one.Reply(status);
        Assert.Equal(status, Run(Connect(), Get()).Status);
        Assert.Single(_one.Seen);
    }

    [Theory]
    [InlineData(595), InlineData(596), InlineData(502), InlineData(503), InlineData(500)]
    public void A_change_is_never_repeated_on_a_status(int status)
    {
        _one.Reply(status);
        Assert.Equal(status, Run(Connect(), Post()).Status);
        Assert.Single(_one.Seen);
    }

    [Theory]
    [InlineData(429), InlineData(503)]
    public void Retry_after_is_obeyed_for_a_change_too(int status)
    {
        _one.Reply(status, retryAfter: TimeSpan.FromSeconds(7)).Data("1");
        var begun = _clock.GetUtcNow();
        Assert.Equal(200, Run(Connect(), Post()).Status);
        Assert.Equal(TimeSpan.FromSeconds(7), _clock.GetUtcNow() - begun);
    }

    [Fact]
    public void A_longer_retry_after_than_allowed_is_reported_at_once()
    {
        _one.Reply(429, retryAfter: TimeSpan.FromHours(1));
        Assert.Equal(429, Run(Connect(), Get()).Status);
    }

    [Theory]
    [InlineData(HttpRequestError.ResponseEnded), InlineData(HttpRequestError.Unknown), InlineData(HttpRequestError.InvalidResponse)]
    public void A_change_without_an_answer_has_an_unknown_outcome(HttpRequestError error)
    {
        _one.Fail(error);
        var failure = Fails(Connect(2), Post());
        Assert.Equal(ErrorIds.OutcomeUnknown, failure.Id);
        Assert.True(failure.Retryable);
        Assert.Single(_one.Seen);
        Assert.Empty(_two.Seen);
    }

    [Fact]
    public void A_change_that_gets_no_answer_in_time_has_an_unknown_outcome()
    {
        _one.Hang();
        var failure = Fails(Connect(), Post());
        Assert.Equal((ErrorIds.OutcomeUnknown, ErrorKind.Timeout), (failure.Id, failure.Kind));
        Assert.Equal("no answer in time", Assert.Single(_log.Calls).Error);
        Assert.Equal(60_000, _log.Calls[0].DurationMs);
    }

    [Fact]
    public void A_reading_request_that_gets_no_answer_is_tried_once_more()
    {
        _one.Hang().Hang();
        Assert.Equal(ErrorIds.ServerTimeout, Fails(Connect(), Get()).Id);
        Assert.Equal(2, _one.Seen.Count);
    }

    [Fact]
    public void Nothing_sent_may_be_sent_elsewhere_whatever_it_is()
    {
        _one.Fail(HttpRequestError.ConnectionError);
        _two.Data("1").Data("2");
        var server = Connect(2);
        Assert.Equal(Second, Run(server, Post()).Endpoint);
        Assert.Equal(Second, server.PreferredEndpoint);
        Run(server, Post());
        Assert.Single(_one.Seen);
    }

    [Fact]
    public void A_dropped_reading_request_goes_elsewhere()
    {
        _one.Fail(HttpRequestError.ResponseEnded);
        _two.Data("1");
        Assert.Equal(Second, Run(Connect(2), Get()).Endpoint);
    }

    [Fact]
    public void Unreachable_everywhere_says_so_and_may_be_tried_later()
    {
        _one.Otherwise = _two.Otherwise = _ => throw new HttpRequestException(HttpRequestError.NameResolutionError, "no such host");
        var failure = Fails(Connect(2), Post());
        Assert.Equal((ErrorIds.ServerUnreachable, true), (failure.Id, failure.Retryable));
        Assert.Contains("no such host", failure.Message, StringComparison.Ordinal);
        Assert.Equal(6, _log.Calls.Count);
    }

    [Fact]
    public void An_endpoint_that_fails_often_rests_and_is_tried_again_later()
    {
        _one.Otherwise = _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused");
        var server = Connect(change: o => o with { MaxRetries = 0 });
        for (var i = 0; i < 5; i++) Assert.Equal(ErrorIds.ServerUnreachable, Fails(server, Get()).Id);
        Assert.Equal(ErrorIds.EndpointResting, Fails(server, Get()).Id);
        Assert.Equal(5, _one.Seen.Count);

        _one.Otherwise = _ => ScriptedHandler.Make(200, "{}");
        _clock.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(200, Run(server, Get()).Status);
    }

    [Fact]
    public void A_worker_without_its_lease_sends_nothing_not_even_a_repetition()
    {
        _one.Reply(595).Data("1");
        var sends = 0;
        var scope = new CallScope(_log)
        {
            BeforeSend = () =>
            {
                if (sends++ > 0) throw new ProvisioningException(ErrorIds.LeaseLost, ErrorKind.Conflict, "gone");
            },
        };
        Assert.Equal(ErrorIds.LeaseLost, Inline.Fails(_clock, Connect().SendAsync(Get(), scope, default)).Id);
        Assert.Single(_one.Seen);
    }

    [Fact]
    public void Giving_up_is_a_cancellation_and_is_logged()
    {
        using var stop = new CancellationTokenSource();
        _one.Hang();
        var task = Connect().SendAsync(Get(), Scope, stop.Token);
        Inline.WithoutContext(() =>
        {
            stop.Cancel();
            return true;
        });
        Assert.True(task.IsCanceled);
        Assert.Equal("given up by the caller", Assert.Single(_log.Calls).Error);
    }

    [Fact]
    public void An_answer_above_the_limit_is_not_read_to_its_end()
    {
        _one.Then((_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new EndlessStream()) }));
        var failure = Fails(Connect(change: o => o with { MaxReplyBytes = 100_000 }), Get());
        Assert.Equal(ErrorIds.ReplyTooLarge, failure.Id);
    }

    [Fact]
    public void The_scope_stands_in_the_log()
    {
        _one.Data("1");
        Inline.Run(_clock, Connect().SendAsync(Get(), new CallScope(_log) { ServiceId = 7, OperationId = 8, Step = "clone" }, default));
        var call = Assert.Single(_log.Calls);
        Assert.Equal((7L, 8L, "clone", "lab", "one:8006", "/x"), (call.ServiceId!.Value, call.OperationId!.Value, call.Step, call.Server, call.Endpoint, call.Path));
    }

    [Theory]
    [InlineData("ftp://x"), InlineData("file:///etc/passwd")]
    public void Only_web_addresses_are_endpoints(string address) => Assert.Equal(ErrorIds.InvalidValue,
        Assert.Throws<ProvisioningException>(() => new ServerConnection("x", [new Uri(address)], "", new TransportOptions())).Error.Id);

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => 0; set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => count;
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(buffer.Length);
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
