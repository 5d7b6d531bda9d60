using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using Provisioning.Loading;

namespace Provisioning.Commands;

/// <summary>What all cmdlets share: the store they work on, Ctrl+C, and the way failures become error records.</summary>
public abstract class ProvisioningCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task<HostLease>? _lease;
    private Task _work = Task.CompletedTask;

    /// <summary>The state store's file or folder. Without it the variable PROVISIONING_STATE decides, then the machine's default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StatePath { get; set; }

    /// <summary>Whether a missing store at the default place is made on the way; one that was named must exist.</summary>
    private protected virtual bool CreatesStore => false;

    /// <summary>Ends with Ctrl+C.</summary>
    private protected CancellationToken Cancellation => _stop.Token;

    /// <summary>Opens stores.</summary>
    private protected static IProvisioningHostFactory Factory => HostFactory.Current;

    /// <summary><see cref="StatePath"/> as the file system knows it; null when it wasn't given.</summary>
    private protected string? ResolvedStatePath => StatePath is null ? null : GetUnresolvedProviderPathFromPSPath(StatePath);

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Ctrl+C came as the cmdlet ended by itself.
        }
    }

    /// <summary>Leaves the store; work that outlived Ctrl+C keeps it until it ends.</summary>
    public void Dispose()
    {
        var lease = _lease;
        _lease = null;
        if (lease is not null)
            Task.WhenAll(lease, _work).ContinueWith(_ => Leave(lease), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _stop.Dispose();
        GC.SuppressFinalize(this);

        static void Leave(Task<HostLease> lease)
        {
            if (lease.IsCompletedSuccessfully)
                lease.Result.Dispose();
        }
    }

    /// <summary>Calls the host for one item. A failure is the item's, not the pipeline's: it is written, and the next item has its turn.</summary>
    /// <param name="target">The item's id, for the error record.</param>
    /// <param name="call">The call.</param>
    /// <param name="result">What the call answered.</param>
    /// <returns>Whether it succeeded.</returns>
    private protected bool TryCall<T>(object? target, Func<IProvisioningHost, T> call, [MaybeNullWhen(false)] out T result)
    {
        var (succeeded, answer) = (false, default(T));
        Pump(target, (host, _, _) =>
        {
            answer = call(host);
            succeeded = true;
            return Task.CompletedTask;
        });
        result = answer;
        return succeeded;
    }

    /// <inheritdoc cref="TryCall{T}"/>
    private protected bool TryCall(object? target, Action<IProvisioningHost> call) =>
        TryCall(target, host => { call(host); return true; }, out _);

    /// <summary>Changes one known thing, or forgets it, once the caller agrees.</summary>
    /// <param name="target">What it was called by, for the error record.</param>
    /// <param name="action">What is done, as the caller is asked.</param>
    /// <param name="get">Finds it.</param>
    /// <param name="change">Does it; answers with what there is to show.</param>
    /// <param name="passThru">Whether that is written.</param>
    /// <param name="name">Its name where that is not what it was called by.</param>
    private protected void Change<T>(string target, string action, Func<IProvisioningHost, T> get, Func<IProvisioningHost, T, T> change, bool passThru, Func<T, string>? name = null)
    {
        if (!TryCall(target, get, out var known)) return;
        var called = name?.Invoke(known) ?? target;
        if (ShouldProcess(called, action) && TryCall(called, host => change(host, known), out var changed) && passThru)
            WriteObject(changed);
    }

    /// <summary>Writes what the host finds, each as it is read.</summary>
    /// <param name="target">What is searched for, for the error record.</param>
    /// <param name="find">The search.</param>
    /// <param name="write">Writes a finding; null writes it as it is.</param>
    private protected void Stream<T>(object? target, Func<IProvisioningHost, IEnumerable<T>> find, Action<T>? write = null)
    {
        if (!TryCall(target, host => find(host).GetEnumerator(), out var found))
            return;

        using (found)
        {
            while (!Cancellation.IsCancellationRequested && TryMove(found))
            {
                if (write is null)
                    WriteObject(found.Current);
                else
                    write(found.Current);
            }
        }

        bool TryMove(IEnumerator<T> enumerator)
        {
            try
            {
                return enumerator.MoveNext();
            }
            catch (Exception e) when (e is ProvisioningException or OperationCanceledException)
            {
                if (!Cancellation.IsCancellationRequested)
                    WriteError(ErrorRecords.Of(e, target));
                return false;
            }
        }
    }

    /// <summary>Runs long work beside the pipeline; it leaves its writes with the pump. A failure is written as the item's.</summary>
    /// <param name="target">The item's id, for the error record.</param>
    /// <param name="work">The work.</param>
    private protected void Pump(object? target, Func<IProvisioningHost, PipelinePump, CancellationToken, Task> work)
    {
        var host = Open();
        Exception? failure = null;
        Beside(async (pump, cancellation) =>
        {
            try
            {
                await work(host, pump, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                failure = e;
            }
        });

        // Written here, where an exception can only be the pipeline's own will to end.
        if (failure is not null)
            WriteError(ErrorRecords.Of(failure, target));
    }

    /// <summary>Runs a call that needs no open store. A failure ends the cmdlet.</summary>
    private protected T Demand<T>(Func<T> call)
    {
        var (answer, failure) = (default(T), default(Exception));
        Beside((_, _) =>
        {
            try
            {
                answer = call();
            }
            catch (Exception e)
            {
                failure = e;
            }

            return Task.CompletedTask;
        });

        if (failure is not null)
            ThrowTerminatingError(ErrorRecords.Of(failure));
        return answer!;
    }

    /// <summary>Like <see cref="Cmdlet.ShouldProcess(string, string)"/>, and tells -WhatIf from a "no": only the former wants to hear more.</summary>
    private protected bool Proceed(string target, string action, out bool isWhatIf)
    {
        var proceed = ShouldProcess($"Performing the operation \"{action}\" on target \"{target}\".", $"{action}: {target}?", "Confirm", out var reason);
        isWhatIf = reason == ShouldProcessReason.WhatIf;
        return proceed;
    }

    /// <summary>Whether the caller named the parameter, by hand or by pipeline.</summary>
    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>The services that are meant. What is no service is written as an error, and left out.</summary>
    /// <param name="offered">What was bound.</param>
    /// <param name="windowsCmdlet">The cmdlet for services of Windows that may have been meant, or null.</param>
    private protected IEnumerable<long> Services(IEnumerable<ServiceIdentity> offered, string? windowsCmdlet = null)
    {
        foreach (var identity in offered)
        {
            if (identity.Id is { } id)
                yield return id;
            else
                WriteError(ErrorRecords.Of(identity.Refusal(windowsCmdlet).AsException()));
        }
    }

    /// <summary>The services that are meant; one null for all of them when none was named.</summary>
    private protected IEnumerable<long?> ServicesOrAll(IEnumerable<ServiceIdentity>? offered) =>
        offered is null ? [null] : Services(offered).Select(id => (long?)id);

    /// <summary>The same, each looked up first: nothing found of a service that does not exist would be a wrong answer.</summary>
    private protected IEnumerable<long?> KnownServicesOrAll(IEnumerable<ServiceIdentity>? offered) =>
        ServicesOrAll(offered).Where(id => id is null || TryCall(id, host => host.Services.Get(id.Value), out _));

    /// <summary>Writes a verbose line; with -Debug alone a debug line, because PowerShell would ask before every verbose one and fail where nobody can answer.</summary>
    private protected void Tell(string text)
    {
        if (MyInvocation.BoundParameters.ContainsKey("Debug") && !MyInvocation.BoundParameters.ContainsKey("Verbose"))
            WriteDebug(text);
        else
            WriteVerbose(text);
    }

    private IProvisioningHost Open()
    {
        if (_lease is { IsCompletedSuccessfully: true })
            return _lease.Result.Host;

        var options = new HostOptions { StatePath = ResolvedStatePath, CreateIfMissing = CreatesStore && StatePath is null };
        // Kept before it is waited for: when Ctrl+C comes first, the lease still has somebody to give it back.
        var opening = _lease = Task.Run(() => HostProvider.Lease(options));
        var lease = Demand(() => opening.GetAwaiter().GetResult());
        Tell($"Store {lease.Store.Path}: {lease.Store.Reason}");
        return lease.Host;
    }

    private void Beside(Func<PipelinePump, CancellationToken, Task> work)
    {
        var pump = new PipelinePump();
        try
        {
            pump.Run(cancellation => work(pump, cancellation), Cancellation);
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            _work = Task.WhenAll(_work, pump.Work);
        }
    }
}
