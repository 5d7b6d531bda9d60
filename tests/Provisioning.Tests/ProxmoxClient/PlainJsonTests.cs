using System.Text;
using Newtonsoft.Json.Linq;
using Provisioning.Http;
using Provisioning.Proxmox.Client;

namespace Provisioning.Tests.ProxmoxClient;

/// <summary>The quick reader must never say anything else than the tolerant one.</summary>
public sealed class PlainJsonTests
{
    private static readonly Uri Somewhere = new("https://one:8006");

    [Theory]
    [InlineData("""{"data":null}""")]
    [InlineData("{}")]
    [InlineData("""{"success":1,"errors":{"a":[1,{}]},"total":3}""")]
    [InlineData("""{"data":"text","more":[1,2]}""")]
    [InlineData("""{"data":1,"data":2}""")]
    [InlineData("""{"data":{"a":1,"b":"2","c":true,"d":false,"e":null,"f":[1,"x",{}],"g":{"h":[]}}}""")]
    [InlineData("""{"data":[0,-0,-0.0,1.10,1e3,1E-7,0.1,9223372036854775807,-9223372036854775808,123456789012.5]}""")]
    [InlineData("""{"data":["\u00e4\n\"\\\/","ä€😀","\ud83d\ude00","","2026-01-01T00:00:00Z"]}""")]
    [InlineData(" \r\n\t{ \"data\" : [ ] } ")]
    [InlineData("""{"data":1} what follows is nobody's business""")]
    public void Ordinary_answers_are_read_alike(string body)
    {
        var plain = PlainJson.TryReadData(Encoding.UTF8.GetBytes(body), JsonReply.MaxDepth);
        var tolerant = JsonReply.TryReadData(Reply(Encoding.UTF8.GetBytes(body)));
        Assert.NotNull(plain);
        Assert.Equal(Shape(tolerant!), Shape(plain));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("<html>")]
    [InlineData("{\"data\":")]
    [InlineData("{\"data\":1")]
    [InlineData("{\"data\":[1,2}")]
    [InlineData("{\"data\":{\"a\":1")]
    [InlineData("{'data':1}")]
    [InlineData("{\"data\":[1,]}")]
    [InlineData("{\"data\":/* why */1}")]
    [InlineData("{\"data\":NaN}")]
    [InlineData("{\"data\":1e999}")]
    [InlineData("{\"data\":01}")]
    [InlineData("{\"data\":123456789012345678901234567890}")]
    [InlineData("{\"data\":\"\\ud800\"}")]
    [InlineData("{\"data\":{\"a\":1,\"a\":2}}")]
    [InlineData("\ufeff{\"data\":1}")]
    public void Whatever_is_out_of_the_ordinary_is_left_to_the_tolerant_reader(string body) =>
        Assert.Null(PlainJson.TryReadData(Encoding.UTF8.GetBytes(body), JsonReply.MaxDepth));

    [Fact]
    public void Text_that_is_no_Unicode_is_still_read()
    {
        byte[] body = [.. "{\"data\":\"caf"u8, 0xE9, .. "\"}"u8];
        Assert.Null(PlainJson.TryReadData(body, JsonReply.MaxDepth));
        Assert.Equal("caf\ufffd", (string?)JsonReply.Data(Reply(body)));
    }

    [Theory]
    [InlineData(JsonReply.MaxDepth - 2), InlineData(JsonReply.MaxDepth - 1), InlineData(JsonReply.MaxDepth), InlineData(JsonReply.MaxDepth + 1), InlineData(100_000)]
    public void Nesting_ends_at_the_same_depth(int arrays)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"data":{{new string('[', arrays)}}{{new string(']', arrays)}}}""");
        Assert.Equal(JsonReply.TryReadData(Reply(body)) is null, PlainJson.TryReadData(body, JsonReply.MaxDepth) is null);
    }

    /// <summary>Answers that were bitten, cut and scribbled on: what the quick reader takes, the tolerant one takes alike.</summary>
    [Fact]
    public void Damaged_answers_are_never_read_otherwise()
    {
        var random = new Random(20_260_101);
        var good = Encoding.UTF8.GetBytes("""{"data":[{"vmid":100,"name":"wéb","mem":1.5e9,"up":true,"x":null,"tags":["a","\u00e9"]},{"vmid":"101"}],"total":2}""");
        var taken = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var body = (byte[])good.Clone();
            for (var bites = random.Next(1, 3); bites > 0; bites--) body[random.Next(body.Length)] = random.Next(4) == 0 ? (byte)random.Next(256) : good[random.Next(good.Length)];
            if (random.Next(4) == 0) body = body[..random.Next(body.Length)];
            if (PlainJson.TryReadData(body, JsonReply.MaxDepth) is not { } plain) continue;
            taken++;
            var tolerant = JsonReply.TryReadData(Reply(body));
            Assert.True(tolerant is not null && Shape(tolerant) == Shape(plain), Encoding.UTF8.GetString(body));
        }
        Assert.True(taken > 1_000, $"Only {taken} were taken.");
    }

    private static HttpReply Reply(byte[] body) => new() { Status = 200, Endpoint = Somewhere, Body = body };

    /// <summary>Everything a reader could tell two tokens apart by: kinds, order, and the values' types.</summary>
    private static string Shape(JToken token) => token switch
    {
        JObject json => "{" + string.Join(",", json.Properties().Select(p => p.Name + ":" + Shape(p.Value))) + "}",
        JArray list => "[" + string.Join(",", list.Select(Shape)) + "]",
        JValue value => $"{value.Type} {value.Value?.GetType().Name} {JsonObject.TextOf(value)}",
        _ => throw new InvalidOperationException(token.Type.ToString()),
    };
}
