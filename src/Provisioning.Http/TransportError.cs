namespace Provisioning.Http;

/// <summary>What a request without a useful answer means, in words for an admin.</summary>
internal static class TransportError
{
    public static ProvisioningException From(string server, HttpCall call, in TryOutcome outcome)
    {
        var at = outcome.Endpoint.Name;
        var text = outcome.Text;
        var (id, kind, message, retryable) = outcome.Kind switch
        {
            TryKind.CertificateRejected => (ErrorIds.CertificateRejected, ErrorKind.Auth,
                $"The certificate of {server} at {at} is not trusted: {text}. Compare the thumbprint with the one shown on the server; if it is the same, register it.", false),
            TryKind.Resting => (ErrorIds.EndpointResting, ErrorKind.Unreachable,
                $"{server} is left alone for a while after too many failures at {at}; it is tried again by itself.", true),
            TryKind.NotSent => (ErrorIds.ServerUnreachable, ErrorKind.Unreachable,
                $"{server} could not be reached{(at == server ? "" : $" at {at}")}: {text}. Check its address, the network and the firewall.", true),
            _ when !call.IsRepeatable => (ErrorIds.OutcomeUnknown, outcome.Kind == TryKind.TimedOut ? ErrorKind.Timeout : ErrorKind.Unreachable,
                $"Whether {server} carried out {call.Method} {call.LoggedPath ?? call.Path} is not known ({text}); look at its effect before repeating it.", true),
            TryKind.TimedOut => (ErrorIds.ServerTimeout, ErrorKind.Timeout,
                $"{server} at {at} did not answer in time; see whether it is overloaded, or allow it more.", true),
            TryKind.Dropped => (ErrorIds.ServerUnreachable, ErrorKind.Unreachable,
                $"{server} at {at} closed the connection before it answered: {text}. See whether its service is up.", true),
            TryKind.TooLarge => (ErrorIds.ReplyTooLarge, ErrorKind.BadReply,
                $"The answer of {server} at {at} is too large: {text}. See whether it is the right server.", false),
            _ => (ErrorIds.BadReply, ErrorKind.BadReply,
                $"{server} at {at} gave an answer that is not HTTP: {text}. Check the port.", true),
        };
        return new ProvisioningException(id, kind, message, server, retryable, outcome.Cause);
    }
}
