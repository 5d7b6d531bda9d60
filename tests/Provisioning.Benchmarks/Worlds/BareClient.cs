using System.Security.Cryptography;
using System.Text;
using Provisioning.Lab;

namespace Provisioning.Benchmarks;

/// <summary>Nothing but an <see cref="HttpClient"/> that carries the token: what any client would have to do at least.</summary>
internal sealed class BareClient : IDisposable
{
    private readonly HttpClient _http;

    public BareClient(LabServer server)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false };
        var pin = server.Fingerprint.Replace(":", "", StringComparison.Ordinal);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString(HashAlgorithmName.SHA256) == pin;
        _http = new HttpClient(handler) { BaseAddress = server.BaseUri };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "PVEAPIToken=" + server.ApiToken);
    }

    public Task<string> GetAsync(string path) => _http.GetStringAsync("/api2/json" + path);

    /// <summary>Sends again what a Lab has logged.</summary>
    public async Task SendAsync(LabLogEntry logged)
    {
        var target = logged.Query.Length == 0 ? logged.Path : $"{logged.Path}?{logged.Query}";
        using var request = new HttpRequestMessage(new HttpMethod(logged.Method), "/api2/json" + target);
        if (logged.Method is "POST" or "PUT") request.Content = new StringContent(logged.Body, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await _http.SendAsync(request);
        await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode != logged.Status) throw new InvalidOperationException($"{logged.Method} {target} was answered {(int)response.StatusCode} {response.ReasonPhrase} instead of {logged.Status}: the Labs are not equal.");
    }

    public void Dispose() => _http.Dispose();
}
