namespace Provisioning.Engine;

/// <summary>Walks one claimed service through the steps of its operation until it must wait, fails or ends.</summary>
internal sealed class OperationRunner(IStateStore store, TimeProvider clock, EngineOptions options, TickReport report)
{
    /// <summary>Runs steps. Never throws for what is wrong with this one service.</summary>
    /// <param name="claim">The service.</param>
    /// <param name="held">The lease.</param>
    /// <param name="driver">Its driver; null when nothing here knows the kind.</param>
    /// <param name="ended">The end of the task it was waiting for.</param>
    /// <param name="goOn">Asked before each further step.</param>
    /// <param name="cancellation">Ends the present step where it is; what it announced stays unsettled.</param>
    public async Task RunAsync(Claim claim, HeldLease held, IServiceDriver? driver, TaskEnd? ended, Func<bool> goOn, CancellationToken cancellation)
    {
        var context = new LeasedStepContext(store, clock, options, held, claim, ended);
        try
        {
            if (driver is null || !driver.Operations.TryGetValue(claim.Operation.Name, out var plan) || claim.Operation.StepIndex >= plan.Steps.Count)
            {
                Stop(context, new ProvisioningError(ErrorIds.OperationUnknown, ErrorKind.Invalid,
                    $"Nothing here can carry out {claim.Operation.Name} for a {claim.Service.Kind}; update the module.", claim.Service.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)), null);
                return;
            }
            while (await RunStepAsync(context, driver, plan, cancellation).ConfigureAwait(false))
            {
                if (goOn()) continue;
                Park(context, OperationState.Queued, clock.GetUtcNow(), null);
                return;
            }
        }
        catch (ProvisioningException lost) when (lost.Error.Id == ErrorIds.LeaseLost)
        {
            report.LeaseLost();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Abandon(context);
        }
        finally
        {
            report.Calls(context.CallCount);
        }
    }

    private async ValueTask<bool> RunStepAsync(LeasedStepContext context, IServiceDriver driver, OperationPlan plan, CancellationToken cancellation)
    {
        var step = context.Begin(plan);
        var began = clock.GetTimestamp();
        StepResult result;
        try
        {
            context.DemandLease();
            result = await step.RunAsync(context, cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException failed) when (!EndsMoreThanTheStep(failed.Error))
        {
            result = StepResult.Failed(failed.Error);
        }
        // A cancellation that nobody asked for is a fault like any other.
        catch (Exception fault) when (fault is not ProvisioningException && !(fault is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            result = StepResult.Failed(Faults.Of($"Step {step.Name}", fault, Target(context)));
        }
        var took = clock.GetElapsedTime(began).TotalMilliseconds;
        context.ForgetEnd();
        return result switch
        {
            StepResult.DoneResult done => Complete(context, driver, plan, step, JournalEvent.Done, done.Message, took),
            StepResult.SkippedResult skipped => Complete(context, driver, plan, step, JournalEvent.Skipped, skipped.Why, took, skipped.ErrorId),
            StepResult.TaskResult task => WaitForTask(context, task, took),
            StepResult.LaterResult later => WaitForTime(context, later, took),
            StepResult.SlotResult slot => WaitForSlot(context, slot),
            StepResult.FailedResult failed => Fail(context, failed, took),
            _ => throw new InvalidOperationException($"Unknown result {result.GetType().Name}."),
        };
    }

    private bool Complete(LeasedStepContext context, IServiceDriver driver, OperationPlan plan, IStep step, JournalEvent what, string message, double took, string? errorId = null)
    {
        var now = clock.GetUtcNow();
        var from = context.Service.LocalStatus;
        var last = context.Operation.StepIndex + 1 == plan.Steps.Count;
        var to = last && plan.EndLocalStatus is { } end ? end : plan.Reached(step, from);
        var line = context.Line(what, message, from, to, took, errorId: errorId);
        context.Change(o => o with
        {
            StepIndex = o.StepIndex + 1,
            Attempts = 0,
            FailingSince = null,
            Unsettled = null,
            Task = null,
            TaskSince = null,
            WaitingFor = null,
            WaitingForSlot = null,
            Error = null,
            State = last ? OperationState.Succeeded : OperationState.Running,
            EndedAt = last ? now : null,
        });
        context.Update(s => s with
        {
            LocalStatus = to,
            Watching = false,
            ReadyAt = to == driver.ReadyStatus ? s.ReadyAt ?? now : s.ReadyAt,
            Status = last ? plan.EndStatus ?? s.Status : s.Status,
            DueAt = now,
        });
        JournalEntry[] lines = last ? [line, context.Line(JournalEvent.Completed, $"{context.Operation.Name} complete", from, to)] : [line];
        context.Save(Durability.Normal, lines, writer =>
        {
            context.SettleSlots(writer, succeeded: true);
            if (!last) return;
            OperationQueue.Forget(writer, context.Operation);
            context.Update(service => OperationQueue.Next(writer, driver, service, now, (refused, error) => writer.AddJournal([context.Line(JournalEvent.Note, error.Message, errorId: error.Id) with
            {
                OperationId = refused.Id, Operation = refused.Name, Step = null, From = to, Task = null,
            }])));
            writer.SaveService(context.Service);
            writer.Release(context.Held.Lease);
        });
        report.Step(lines);
        if (last) report.Completed();
        return !last;
    }

    private bool WaitForTask(LeasedStepContext context, StepResult.TaskResult task, double took)
    {
        var now = clock.GetUtcNow();
        context.Change(o => o with { Task = task.Task, TaskSince = now, WaitingFor = task.What, WaitingForSlot = null, State = OperationState.Waiting, Error = null });
        context.Update(s => s with { Watching = true, DueAt = Looks.Next(now, now, options) });
        return Wait(context, context.Line(JournalEvent.Waiting, task.What, durationMs: took));
    }

    private bool WaitForTime(LeasedStepContext context, StepResult.LaterResult later, double took)
    {
        var news = context.Operation.WaitingFor != later.Why;
        context.Change(o => o with { Task = null, TaskSince = null, WaitingFor = later.Why, WaitingForSlot = null, State = OperationState.Waiting });
        context.Update(s => s with { Watching = false, DueAt = clock.GetUtcNow() + later.After });
        return Wait(context, news ? context.Line(JournalEvent.Waiting, later.Why, durationMs: took) : null);
    }

    private bool WaitForSlot(LeasedStepContext context, StepResult.SlotResult slot)
    {
        var now = clock.GetUtcNow();
        var news = context.Operation.WaitingForSlot != slot.Resource;
        context.Change(o => o with { Task = null, TaskSince = null, WaitingFor = $"slot of {slot.Resource}", WaitingForSlot = slot.Resource, State = OperationState.Waiting });
        context.Update(s => s with { Watching = false, DueAt = now + options.SlotLook });
        return Wait(context, news ? context.Line(JournalEvent.Waiting, $"Waiting for a slot of {slot.Resource}") : null, writer =>
        {
            // One may have been freed between being turned away and now, before there was anybody to wake.
            if (!context.SlotIsFree(writer, slot.Resource)) return;
            context.Update(s => s with { DueAt = now });
            writer.SaveService(context.Service);
        });
    }

    private bool Wait(LeasedStepContext context, JournalEntry? line, Action<IStateWriter>? also = null)
    {
        JournalEntry[] lines = line is null ? [] : [line];
        context.Save(Durability.Normal, lines, writer =>
        {
            also?.Invoke(writer);
            writer.Release(context.Held.Lease);
        });
        report.Waiting(context.Service.Id, lines);
        return false;
    }

    private bool Fail(LeasedStepContext context, StepResult.FailedResult failed, double took)
    {
        var now = clock.GetUtcNow();
        var error = failed.Error with { Target = failed.Error.Target ?? Target(context) };
        var since = context.Operation.FailingSince ?? now;
        var attempts = context.Operation.Attempts + 1;
        context.Change(o => o with { Attempts = attempts, FailingSince = since, Task = null, TaskSince = null, WaitingFor = null, WaitingForSlot = null });
        if (!error.Retryable)
        {
            Stop(context, error, took);
            return false;
        }
        if (now - since >= options.Retry.GiveUpAfter)
        {
            Stop(context, new ProvisioningError(ErrorIds.RetriesExhausted, error.Kind,
                $"Gave up after {attempts} tries in {(now - since).TotalHours:0.#} h: {error.Message} Mend it, then run Invoke-ProvisioningTick -ServiceId {context.Service.Id}.", error.Target), took);
            return false;
        }
        var wait = failed.RetryAfter ?? options.Retry.Delay(attempts, options.Random());
        context.Change(o => o with { State = OperationState.Retrying, Error = error });
        context.Update(s => s with { Watching = false, DueAt = now + wait });
        JournalEntry[] lines = [context.Line(JournalEvent.Failed, $"{error.Message} (next try in {wait.TotalSeconds:0.#} s)", durationMs: took, errorId: error.Id)];
        context.Save(Durability.Normal, lines, writer =>
        {
            context.SettleSlots(writer, succeeded: false);
            writer.Release(context.Held.Lease);
        });
        report.Failed(error, lines);
        return false;
    }

    private void Stop(LeasedStepContext context, ProvisioningError error, double? took)
    {
        context.Change(o => o with { State = OperationState.Stopped, Error = error, EndedAt = clock.GetUtcNow() });
        context.Update(s => s with { Watching = false, DueAt = null });
        JournalEntry[] lines = [context.Line(JournalEvent.Stopped, error.Message, durationMs: took, errorId: error.Id)];
        context.Save(Durability.Full, lines, writer =>
        {
            context.SettleSlots(writer, succeeded: false);
            writer.Release(context.Held.Lease);
        });
        report.Stopped(error, lines);
    }

    private static void Park(LeasedStepContext context, OperationState state, DateTimeOffset dueAt, JournalEntry? line)
    {
        context.Change(o => o with { State = state });
        context.Update(s => s with { DueAt = dueAt });
        context.Save(Durability.Normal, line is null ? [] : [line], writer => writer.Release(context.Held.Lease));
    }

    /// <summary>Ctrl+C: leaves the service due at once for the next tick. Whatever was announced stays unsettled and is looked into.</summary>
    private void Abandon(LeasedStepContext context)
    {
        try
        {
            Park(context, OperationState.Queued, clock.GetUtcNow(), context.Line(JournalEvent.Note, "The tick was ended in the middle of this step."));
        }
        catch (ProvisioningException)
        {
            report.LeaseLost();
        }
    }

    /// <summary>A lost lease ends the work on the service, a broken store the whole tick: neither can be written down under the lease.</summary>
    private static bool EndsMoreThanTheStep(ProvisioningError error) =>
        error.Id is ErrorIds.LeaseLost or ErrorIds.StoreDamaged or ErrorIds.StoreNotWritable or ErrorIds.StoreNotFound;

    private static string Target(LeasedStepContext context) => context.Service.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
