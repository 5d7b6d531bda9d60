using System.Globalization;
using System.Net.Sockets;
using Provisioning.Http;

namespace Provisioning.Dns.DynamicUpdate;

/// <summary>
/// Signed talk with one name server. Every answer must be signed with our key; only an answer that refuses may come without, since a server
/// that does not know the key can't sign. Each conversation has a TCP connection of its own, on which questions follow each other without waiting.
/// </summary>
internal sealed class NameServer
{
    private const int DefaultPort = 53;

    /// <summary>Questions sent before the first answer is read: few enough to fit both sides' socket buffers.</summary>
    private const int Window = 64;

    private readonly string _host;
    private readonly int _port;
    private readonly TsigKey _key;
    private readonly TransportOptions _options;
    private readonly Dial _dial;

    public NameServer(DnsZone registration, SecretText secret, TransportOptions options, Dial? dial)
    {
        var endpoint = registration.Endpoint;
        if (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("dns" or "tcp") || endpoint.Host.Length == 0) throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid,
            $"'{endpoint}' is no address of a name server; give one like dns://ns1.example.net:53.", registration.Name);
        (_host, _port) = (endpoint.DnsSafeHost, endpoint.Port > 0 ? endpoint.Port : DefaultPort);
        Name = endpoint.Authority;
        _key = new TsigKey(registration.KeyName, registration.KeyAlgorithm, secret);
        _options = options;
        _dial = dial ?? NameServerStream.DialAsync;
    }

    /// <summary>Host and port, for errors and the log.</summary>
    public string Name { get; }

    public TimeProvider Clock => _options.Clock;

    /// <summary>Asks questions; answers come in the order of the questions. Repeated once when the connection breaks: reading does no harm.</summary>
    public async Task<IReadOnlyList<DnsMessage>> AskAsync(IReadOnlyList<(DnsName Name, int Type, int Class)> questions, string what, CallScope scope, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TalkAsync("QUERY", what, attempt, scope, isWrite: false, (stream, token) => AskAsync(stream, questions, token), cancellation).ConfigureAwait(false);
            }
            catch (ProvisioningException e) when (attempt == 1 && e.Error is { Id: ErrorIds.ServerUnreachable, Retryable: true } && e.InnerException is IOException) { }
        }
    }

    /// <summary>Reads all records of a zone (RFC 5936); <paramref name="take"/> gets each.</summary>
    /// <exception cref="ProvisioningException">DnsRefused: the key may not transfer the zone.</exception>
    public Task TransferAsync(DnsName zone, Action<WireRecord> take, CallScope scope, CancellationToken cancellation) =>
        TalkAsync("AXFR", zone.ToString(), 1, scope, isWrite: false, async (stream, token) =>
        {
            await TransferAsync(stream, zone, take, token).ConfigureAwait(false);
            return true;
        }, cancellation);

    /// <summary>Sends an update.</summary>
    public Task UpdateAsync(UpdateMessage update, DnsName zone, string what, CallScope scope, CancellationToken cancellation) =>
        TalkAsync("UPDATE", what, 1, scope, isWrite: true, async (stream, token) =>
        {
            var id = Requests.NewId();
            var (request, mac) = _key.Sign(update.ToArray(id), Clock.GetUtcNow());
            await stream.SendAsync([request], token).ConfigureAwait(false);
            DnsMessage answer;
            try
            {
                answer = Read(await stream.ReceiveAsync(token).ConfigureAwait(false), id, Opcode.Update);
                Demand(answer, mac, zone, isWrite: true);
            }
            catch (ProvisioningException e) when (e.Error.Id == ErrorIds.BadReply)
            {
                throw Unknown(e.Error.Message, e);
            }
            return true;
        }, cancellation);

    private async Task<IReadOnlyList<DnsMessage>> AskAsync(NameServerStream stream, IReadOnlyList<(DnsName Name, int Type, int Class)> questions, CancellationToken cancellation)
    {
        var answers = new DnsMessage[questions.Count];
        for (var start = 0; start < questions.Count; start += Window)
        {
            var count = Math.Min(Window, questions.Count - start);
            // Ids one after the other from a random one: unique among those under way.
            var firstId = Requests.NewId();
            var requests = new byte[count][];
            var macs = new byte[count][];
            for (var i = 0; i < count; i++)
            {
                var (name, type, recordClass) = questions[start + i];
                (requests[i], macs[i]) = _key.Sign(Requests.Query((firstId + i) & 0xffff, name, type, recordClass), Clock.GetUtcNow());
            }
            await stream.SendAsync(requests, cancellation).ConfigureAwait(false);
            for (var received = 0; received < count; received++)
            {
                var answer = DnsMessage.Read(await stream.ReceiveAsync(cancellation).ConfigureAwait(false));
                var index = (answer.Id - firstId) & 0xffff;
                if (index >= count || answers[start + index] is not null) throw Wire.Malformed("it answers what was not asked");
                Check(answer, Opcode.Query);
                Demand(answer, macs[index], questions[start + index].Name, isWrite: false);
                answers[start + index] = answer;
            }
        }
        return answers;
    }

    private async Task TransferAsync(NameServerStream stream, DnsName zone, Action<WireRecord> take, CancellationToken cancellation)
    {
        var id = Requests.NewId();
        var (request, previousMac) = _key.Sign(Requests.Query(id, zone, Wire.Axfr), Clock.GetUtcNow());
        await stream.SendAsync([request], cancellation).ConfigureAwait(false);
        var unsigned = new List<byte[]>();
        var (soas, octets, isFirst) = (0, 0L, true);
        while (soas < 2)
        {
            var bytes = await stream.ReceiveAsync(cancellation).ConfigureAwait(false);
            if ((octets += bytes.Length) > _options.MaxReplyBytes) throw new ProvisioningException(ErrorIds.ReplyTooLarge, ErrorKind.BadReply, $"The zone {zone} at {Name} is larger than {_options.MaxReplyBytes} octets.", zone.ToString());
            var message = Read(bytes, id, Opcode.Query);
            if (isFirst || message.Rcode != Rcode.NoError) Demand(message, previousMac, zone, isWrite: false);
            else if (message.Tsig is null)
            {
                // RFC 8945 §5.3.1 lets a hundred messages go by between signatures.
                unsigned.Add(bytes);
                if (unsigned.Count > 100) throw Wire.Malformed("its signatures stopped in the middle of a zone");
            }
            else if (!_key.VerifiesNext(message, previousMac, unsigned)) throw Unsigned();
            if (message.Tsig is { } tsig)
            {
                previousMac = tsig.Mac;
                unsigned.Clear();
            }
            if (message.Answers.Count == 0) throw Wire.Malformed("a part of the zone is empty");
            foreach (var record in message.Answers)
            {
                if (soas == 2) throw Wire.Malformed("records follow the end of the zone");
                if (record.Type == Wire.Soa && record.Name == zone) soas++;
                else if (soas == 0) throw Wire.Malformed("the zone does not begin with its SOA record");
                take(record);
            }
            isFirst = false;
        }
        if (unsigned.Count > 0) throw Unsigned();
    }

    private static DnsMessage Read(byte[] bytes, int id, Opcode opcode)
    {
        var message = DnsMessage.Read(bytes);
        if (message.Id != id) throw Wire.Malformed("it answers what was not asked");
        Check(message, opcode);
        return message;
    }

    private static void Check(DnsMessage message, Opcode opcode)
    {
        if (!message.IsResponse || message.Opcode != opcode || message.IsTruncated) throw Wire.Malformed("it is no whole answer to this kind of request");
    }

    /// <summary>Demands an answer that is signed and good. That a name does not exist is a good answer to a question.</summary>
    private void Demand(DnsMessage answer, byte[] requestMac, DnsName about, bool isWrite)
    {
        if (answer.Tsig is { Error: not 0 } refused) throw SignatureRefused(refused);
        var isGood = answer.Rcode == Rcode.NoError || (answer.Rcode == Rcode.NxDomain && !isWrite);
        if (isGood && !_key.Verifies(answer, requestMac)) throw Unsigned();
        // A server that knows the key signs its refusals. PowerDNS says no more than this to a key or signature that it does not accept.
        if (answer is { Rcode: Rcode.NotAuth, Tsig: null }) throw Error(ErrorIds.DnsAuthFailed, ErrorKind.Auth,
            $"{Name} does not accept our signature for {about} (NOTAUTH, unsigned; it does not say why). Check name, algorithm and secret of the key {_key.Name}.");
        if (!isGood) throw Refused(answer.Rcode, about, isWrite);
        var offset = answer.Tsig!.Time - Clock.GetUtcNow().ToUnixTimeSeconds();
        if (Math.Abs(offset) > answer.Tsig.Fudge) throw Skewed(TimeSpan.FromSeconds(offset));
    }

    private ProvisioningException SignatureRefused(TsigRecord tsig) => tsig.Error switch
    {
        TsigRecord.BadSig => Error(ErrorIds.DnsBadSignature, ErrorKind.Auth, $"{Name} says that our signature is wrong (BADSIG): the secret of the key {_key.Name} is not the one it has. Enter the secret again."),
        TsigRecord.BadKey => Error(ErrorIds.DnsUnknownKey, ErrorKind.Auth, $"{Name} does not know the key {_key.Name} with {_key.Algorithm.ToStringWithoutDot()} (BADKEY). Check the key's name and algorithm."),
        TsigRecord.BadTime => Skewed(tsig.Other.Length == 6
            ? TimeSpan.FromSeconds(tsig.Other.Aggregate(0L, (time, octet) => (time << 8) | octet) - Clock.GetUtcNow().ToUnixTimeSeconds())
            : null),
        _ => Error(ErrorIds.DnsAuthFailed, ErrorKind.Auth, $"{Name} does not accept our signature (TSIG error {tsig.Error}). See its log."),
    };

    private ProvisioningException Skewed(TimeSpan? offset)
    {
        var by = offset is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"its clock is {Math.Abs(known.TotalSeconds):0} s {(known > TimeSpan.Zero ? "ahead of" : "behind")} ours")
            : "it does not say by how much";
        return Error(ErrorIds.DnsClockSkew, ErrorKind.Auth, $"{Name} refuses our signature because the clocks differ (BADTIME): {by}. Let both keep time by NTP.", retryable: true);
    }

    private ProvisioningException Refused(Rcode code, DnsName about, bool isWrite) => code switch
    {
        Rcode.YxDomain or Rcode.YxRrset or Rcode.NxRrset or Rcode.NxDomain => Error(ErrorIds.DnsStale, ErrorKind.Conflict, $"{Name}: something else is there than was planned for ({Text(code)}). Plan again."),
        Rcode.Refused when isWrite => Error(ErrorIds.DnsRefused, ErrorKind.Denied, $"{Name} refuses the update of {about} (REFUSED). Let the key {_key.Name} change A, AAAA, PTR and TXT records there (update-policy or allow-update)."),
        Rcode.Refused => Error(ErrorIds.DnsRefused, ErrorKind.Denied, $"{Name} refuses to answer for {about} (REFUSED). See whether it serves the zone and lets the key {_key.Name} read or transfer it."),
        Rcode.NotAuth or Rcode.NotZone => Error(ErrorIds.DnsZoneNotServed, ErrorKind.NotFound, $"{Name} is not responsible for {about} ({Text(code)}). Check zone and address."),
        Rcode.ServFail => Error(ErrorIds.ServerRefused, ErrorKind.RemoteFailure, $"{Name} failed at it (SERVFAIL). Its log says more; it is worth trying again later.", retryable: true),
        Rcode.NotImp => Error(ErrorIds.DnsRefused, ErrorKind.Denied, $"{Name} does not take dynamic updates of {about} (NOTIMP). See whether updates are on there."),
        Rcode.FormErr => Error(ErrorIds.DnsRefused, ErrorKind.Invalid, $"{Name} does not understand the request about {about} (FORMERR). See whether it takes signed updates."),
        _ => Error(ErrorIds.ServerRefused, ErrorKind.RemoteFailure, $"{Name} answers with code {(int)code} about {about}. Its log says more."),
    };

    private static string Text(Rcode code) => code.ToString().ToUpperInvariant();

    private static ProvisioningException Unsigned() => Wire.Malformed("it is not signed with our key, so anybody may have sent it");

    /// <summary>One conversation: connection, limits, log and errors.</summary>
    private async Task<T> TalkAsync<T>(string method, string what, int attempt, CallScope scope, bool isWrite, Func<NameServerStream, CancellationToken, Task<T>> talk, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        scope.BeforeSend?.Invoke();
        var (at, started) = (Clock.GetUtcNow(), Clock.GetTimestamp());
        string? error = null;
        var isConnected = false;
        using var limit = new CancellationTokenSource(_options.RequestTimeout, Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            Stream socket;
            using (var connecting = new CancellationTokenSource(_options.ConnectTimeout, Clock))
            using (var all = CancellationTokenSource.CreateLinkedTokenSource(connecting.Token, both.Token))
                socket = await _dial(_host, _port, all.Token).ConfigureAwait(false);
            isConnected = true;
            await using var stream = new NameServerStream(socket);
            return await talk(stream, both.Token).ConfigureAwait(false);
        }
        catch (ProvisioningException e)
        {
            error = e.Error.Message;
            throw;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            error = "given up by the caller";
            throw;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            error = Redaction.OneLine(e is OperationCanceledException ? "no answer in time" : e.Message, 200);
            throw Broken(e, error, isConnected, isWrite);
        }
        finally
        {
            scope.Log.Record(new RemoteCall
            {
                At = at,
                Server = Name,
                Endpoint = Name,
                Method = method,
                Path = what,
                DurationMs = Clock.GetElapsedTime(started).TotalMilliseconds,
                Attempt = attempt,
                Error = error,
                ServiceId = scope.ServiceId,
                OperationId = scope.OperationId,
                Step = scope.Step,
            });
        }
    }

    private ProvisioningException Broken(Exception e, string why, bool isConnected, bool isWrite)
    {
        var isLate = e is OperationCanceledException;
        if (!isConnected) return Error(ErrorIds.ServerUnreachable, ErrorKind.Unreachable, $"{Name} could not be reached: {why}. Check address, port (TCP), network and firewall.", retryable: true, cause: e);
        if (isWrite) return Unknown(why, e);
        return isLate
            ? Error(ErrorIds.ServerTimeout, ErrorKind.Timeout, $"{Name} did not answer in time; see whether it is overloaded, or allow it more.", retryable: true, cause: e)
            : Error(ErrorIds.ServerUnreachable, ErrorKind.Unreachable, $"{Name} closed the connection before it answered: {why}. See whether its service is up.", retryable: true, cause: e);
    }

    private ProvisioningException Unknown(string why, Exception cause) => Error(ErrorIds.OutcomeUnknown, ErrorKind.Unreachable, $"Whether {Name} carried out the update is not known ({why}); look at its effect before repeating it.", retryable: true, cause: cause);

    private ProvisioningException Error(string id, ErrorKind kind, string message, bool retryable = false, Exception? cause = null) => new(id, kind, message, Name, retryable, cause);
}
