namespace Provisioning.CrashHost;

/// <summary>The wire of a process that may die before a request leaves or before it has read the answer.</summary>
public sealed class MortalHandler(HttpMessageHandler inner, CrashPlan plan) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        plan.Pass($"before {call}");
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        plan.Pass($"after {call}");
        return response;
    }
}
