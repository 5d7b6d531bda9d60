namespace Provisioning.Engine;

/// <summary>What a tick does besides carrying on what is under way.</summary>
/// <param name="Due">Turns what has fallen due into requests.</param>
/// <param name="Surveys">Looks at what was delivered.</param>
/// <param name="Schedules">Asks for the runs of schedules.</param>
internal sealed record Rounds(DueRequests Due, Surveys Surveys, ScheduleTurns Schedules);
