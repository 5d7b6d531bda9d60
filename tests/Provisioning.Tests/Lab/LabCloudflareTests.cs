using System.Net;
using System.Text;
using Newtonsoft.Json.Linq;
using Provisioning.Lab.Cloudflare;

namespace Provisioning.Tests.Lab;

/// <summary>The simulated Cloudflare against the rules of its public documentation, asked without any client of ours.</summary>
public sealed class LabCloudflareTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly CloudflareLab _lab;
    private readonly HttpClient _client;
    private readonly string _zone;

    public LabCloudflareTests()
    {
        _lab = new CloudflareLab(new CloudflareOptions { Time = _clock });
        _lab.AddToken("good");
        _lab.AddToken("reader", mayEdit: false);
        _lab.AddZone("example.test");
        _client = new HttpClient(new CloudflareHandler(_lab)) { BaseAddress = new Uri("https://api.cloudflare.test/client/v4/") };
        _zone = (string)Ask("GET", "zones?name=example.test").Body["result"]![0]!["id"]!;
    }

    [Fact]
    public void Who_asks_must_be_known_and_allowed()
    {
        Assert.Equal((400, 6003), Code(Ask("GET", "zones", token: null)));
        Assert.Equal((403, 9109), Code(Ask("GET", "zones", token: "bad")));
        Assert.Equal((403, 10000), Code(Ask("POST", $"zones/{_zone}/dns_records", """{"name":"a","type":"A","content":"192.0.2.1"}""", "reader")));
        Assert.Equal((404, 7003), Code(Ask("GET", "zones/00000000000000000000000000000000/dns_records")));
        Assert.Equal((404, 7000), Code(Ask("GET", "nothing")));
    }

    [Theory]
    [InlineData("""{"name":"a","type":"A","content":"192.0.2.1","ttl":59}""", 9021)]
    [InlineData("""{"name":"a","type":"A","content":"192.0.2.1","ttl":86401}""", 9021)]
    [InlineData("""{"name":"a","type":"A","content":"2001:db8::1"}""", 9005)]
    [InlineData("""{"name":"a","type":"AAAA","content":"192.0.2.1"}""", 9006)]
    [InlineData("""{"name":"a","type":"TXT","content":"x","proxied":true}""", 9004)]
    [InlineData("""{"name":"a b","type":"A","content":"192.0.2.1"}""", 9000)]
    [InlineData("""{"name":"a","type":"A","content":"192.0.2.1","comment":"12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901"}""", 1004)]
    [InlineData("not json", 9207)]
    public void Values_have_their_limits(string body, int code) => Assert.Equal((400, code), Code(Post(body)));

    [Fact]
    public void Records_must_not_contradict_each_other()
    {
        var made = Post("""{"name":"www","type":"A","content":"192.0.2.1","ttl":300}""");
        Assert.Equal("www.example.test", (string?)made.Body["result"]!["name"]);
        Assert.Equal((400, 81058), Code(Post("""{"name":"www.example.test","type":"A","content":"192.0.2.1"}""")));
        Assert.Equal((400, 81053), Code(Post("""{"name":"www","type":"CNAME","content":"example.test"}""")));
        var other = (string)Post("""{"name":"www","type":"A","content":"192.0.2.2"}""").Body["result"]!["id"]!;
        Assert.Equal((400, 81057), Code(Ask("PATCH", $"zones/{_zone}/dns_records/{other}", """{"content":"192.0.2.1"}""")));
        Assert.Equal(2, _lab.Records("example.test").Count);
        Assert.Equal((404, 81044), Code(Ask("DELETE", $"zones/{_zone}/dns_records/none")));
    }

    [Fact]
    public void A_patch_keeps_and_a_put_forgets()
    {
        var id = (string)Post("""{"name":"www","type":"A","content":"192.0.2.1","ttl":300,"comment":"mine"}""").Body["result"]!["id"]!;
        Ask("PATCH", $"zones/{_zone}/dns_records/{id}", """{"content":"192.0.2.2"}""");
        Assert.Equal(("192.0.2.2", 300, "mine"), Now());
        Ask("PUT", $"zones/{_zone}/dns_records/{id}", """{"name":"www","type":"A","content":"192.0.2.3"}""");
        Assert.Equal(("192.0.2.3", 1, null), Now());
        (string, int, string?) Now() => _lab.Records("example.test").Select(r => (r.Content, r.Ttl, r.Comment)).Single();
    }

    [Fact]
    public void A_batch_deletes_first_and_happens_whole_or_not_at_all()
    {
        var id = (string)Post("""{"name":"www","type":"A","content":"192.0.2.1"}""").Body["result"]!["id"]!;
        Assert.Equal(200, Batch($$"""{"posts":[{"name":"www","type":"A","content":"192.0.2.1","comment":"new"}],"deletes":[{"id":"{{id}}"}]}""").Status);
        Assert.Equal("new", Assert.Single(_lab.Records("example.test")).Comment);
        Assert.Equal((400, 81058), Code(Batch("""{"posts":[{"name":"x","type":"A","content":"192.0.2.9"},{"name":"www","type":"A","content":"192.0.2.1"}]}""")));
        Assert.Single(_lab.Records("example.test"));
        string Posts(int count) => $$"""{"posts":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"name":"b{{i}}","type":"A","content":"192.0.2.1"}"""))}}]}""";
        Assert.Equal(400, Batch(Posts(201)).Status);
        Assert.Equal(200, Batch(Posts(200)).Status);
    }

    [Fact]
    public void Lists_come_in_pages_and_by_filter()
    {
        for (var i = 0; i < 25; i++) _lab.AddRecord("example.test", $"n{i:00}", i % 2 == 0 ? "A" : "AAAA", i % 2 == 0 ? "192.0.2.1" : "2001:db8::1");
        var page = Ask("GET", $"zones/{_zone}/dns_records?per_page=10&page=3").Body;
        Assert.Equal((5, 5, 25, 3), (page["result"]!.Count(), (int)page["result_info"]!["count"]!, (int)page["result_info"]!["total_count"]!, (int)page["result_info"]!["total_pages"]!));
        Assert.Equal(13, Ask("GET", $"zones/{_zone}/dns_records?type=A").Body["result"]!.Count());
        Assert.Single(Ask("GET", $"zones/{_zone}/dns_records?name.exact=N07.example.test").Body["result"]!);
        Assert.Equal(400, Ask("GET", $"zones/{_zone}/dns_records?per_page=5001").Status);
    }

    [Fact]
    public void A_proxied_record_hides_its_TTL()
    {
        var made = Post("""{"name":"www","type":"A","content":"192.0.2.1","ttl":300,"proxied":true}""").Body["result"]!;
        Assert.Equal((1, true), ((int)made["ttl"]!, (bool)made["proxied"]!));
    }

    [Fact]
    public void Too_many_requests_shut_a_token_out_of_everything_for_five_minutes()
    {
        // One was made before.
        for (var i = 0; i < 1199; i++) Assert.Equal(200, Ask("GET", "zones").Status);
        var refused = Ask("GET", "zones");
        Assert.Equal((429, "300", "\"default\";r=0;t=300"), (refused.Status, refused.Header("Retry-After"), refused.Header("Ratelimit")));
        Assert.Equal(200, Ask("GET", "zones", token: "reader").Status);
        _clock.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(429, Ask("GET", "zones").Status);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var free = Ask("GET", "zones");
        Assert.Equal((200, "\"default\";r=1199;t=300", "\"default\";q=1200;w=300"), (free.Status, free.Header("Ratelimit"), free.Header("Ratelimit-Policy")));
    }

    public void Dispose() => _client.Dispose();

    private Answer Post(string body) => Ask("POST", $"zones/{_zone}/dns_records", body);

    private Answer Batch(string body) => Ask("POST", $"zones/{_zone}/dns_records/batch", body);

    private static (int Status, int Code) Code(Answer answer)
    {
        Assert.False((bool)answer.Body["success"]!);
        return (answer.Status, (int)answer.Body["errors"]![0]!["code"]!);
    }

    private Answer Ask(string method, string path, string? body = null, string? token = "good")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        if (token is not null) request.Headers.Add("Authorization", "Bearer " + token);
        using var response = _client.SendAsync(request).GetAwaiter().GetResult();
        Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
        return new Answer((int)response.StatusCode, JObject.Parse(response.Content.ReadAsStringAsync().GetAwaiter().GetResult()), response.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    private sealed record Answer(int Status, JObject Body, Dictionary<string, string> Headers)
    {
        public string? Header(string name) => Headers.GetValueOrDefault(name);
    }
}
