using Provisioning.Http;

namespace Provisioning.Proxmox.Client;

/// <summary>
/// User and password, exchanged for a ticket that is valid for 2 h (<c>POST /access/ticket</c>): sent as cookie, with the token against
/// forged requests on everything but GET.
/// </summary>
internal sealed class TicketCredential(string userName, string password, ServerConnection connection) : Credential
{
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(90);

    private readonly SemaphoreSlim _signingIn = new(1, 1);
    private volatile Ticket? _ticket;

    public override IReadOnlyList<string> Secrets => _ticket?.Secrets ?? [password];

    public override async Task<HttpReply> SendAsync(Request request, CallScope scope, CancellationToken cancellation)
    {
        var ticket = await TicketAsync(null, scope, cancellation).ConfigureAwait(false);
        var reply = await SendAsync(request, ticket, scope, cancellation).ConfigureAwait(false);
        if (reply.Status != 401) return reply;

        // A 401 says that nothing was done. One new ticket is worth a try: the server may have changed its keys. A second is not.
        ticket = await TicketAsync(ticket, scope, cancellation).ConfigureAwait(false);
        return await SendAsync(request, ticket, scope, cancellation).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        _signingIn.Dispose();
        base.Dispose();
    }

    private Task<HttpReply> SendAsync(Request request, Ticket ticket, CallScope scope, CancellationToken cancellation) =>
        connection.SendAsync(ProxmoxClient.ToCall(request, request.Method == HttpMethod.Get ? ticket.Reading : ticket.Writing, ticket.Secrets), scope, cancellation);

    private bool IsGood(Ticket? ticket, Ticket? refused) =>
        ticket is not null && !ReferenceEquals(ticket, refused) && connection.Options.Clock.GetUtcNow() < ticket.RenewAt;

    private async ValueTask<Ticket> TicketAsync(Ticket? refused, CallScope scope, CancellationToken cancellation)
    {
        ThrowWhileResting(connection);
        if (_ticket is { } current && IsGood(current, refused)) return current;
        await _signingIn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Whoever waited here finds the ticket, or the rejection, of the one before.
            ThrowWhileResting(connection);
            if (_ticket is { } renewed && IsGood(renewed, refused)) return renewed;
            return _ticket = await SignInAsync(scope, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _signingIn.Release();
        }
    }

    private async Task<Ticket> SignInAsync(CallScope scope, CancellationToken cancellation)
    {
        var request = new Request(HttpMethod.Post, "/access/ticket", new Form().Add("username", userName).Add("password", password), connection.Name);
        var call = ProxmoxClient.ToCall(request, [], [password]);
        var at = connection.Options.Clock.GetUtcNow();
        var reply = await connection.SendAsync(call, scope, cancellation).ConfigureAwait(false);
        if (reply.Status is < 200 or >= 300)
        {
            if (reply.Status == 401) Rest(connection);
            throw Refusal.OfReply(reply, call, connection.Name).AsException();
        }
        var data = JsonObject.From(JsonReply.Data(reply));
        if (data.Flag("NeedTFA")) throw new ProvisioningException(ErrorIds.CredentialRejected, ErrorKind.Auth,
            $"{connection.Name} asks {userName} for a second factor; register an API token instead.", connection.Name);
        return new Ticket(data.RequiredText("ticket"), data.RequiredText("CSRFPreventionToken"), password, at + Renewal);
    }

    private sealed class Ticket(string ticket, string csrf, string password, DateTimeOffset renewAt)
    {
        private readonly KeyValuePair<string, string> _cookie = new("Cookie", "PVEAuthCookie=" + Uri.EscapeDataString(ticket));

        public DateTimeOffset RenewAt { get; } = renewAt;
        public IReadOnlyList<string> Secrets { get; } = [password, ticket, csrf];
        public IReadOnlyList<KeyValuePair<string, string>> Reading => [_cookie];
        public IReadOnlyList<KeyValuePair<string, string>> Writing => [_cookie, new("CSRFPreventionToken", csrf)];
    }
}
