using Provisioning.Http;

namespace Provisioning.Tests.Http;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("password"), InlineData("cipassword"), InlineData("CSRFPreventionToken"), InlineData("api_key"), InlineData("ticket"), InlineData("ClientSecret")]
    public void Secrets_become_stars(string name) =>
        Assert.Equal($"{name}=********&cores=2", Redaction.Parameters([new(name, "hunter2"), new("cores", "2")]));

    [Fact]
    public void Public_keys_are_shortened_and_long_values_too()
    {
        var text = Redaction.Parameters([new("sshkeys", new string('a', 400)), new("description", new string('b', 4000))])!;
        Assert.StartsWith("sshkeys=aaaaaaaaaaaaaaaaaaaaaaaa… (400 characters)&description=b", text, StringComparison.Ordinal);
        Assert.True(text.Length < 400);
    }

    [Fact]
    public void Error_texts_lose_known_secrets_plain_and_escaped() =>
        Assert.Equal("no ******** and no ********", Redaction.Scrub("no p&ss w and no p%26ss%20w", ["p&ss w"]));

    [Fact]
    public void A_strangers_text_becomes_one_tame_line()
    {
        var line = Redaction.OneLine("a\r\n\tb\u001b[31mred" + new string('x', 5000), 100);
        Assert.StartsWith("a b [31mred", line, StringComparison.Ordinal);
        Assert.True(line.Length <= 101);
    }
}
