namespace Provisioning.Engine;

/// <summary>
/// Something by which operations fall due: the rules about due dates, a schedule. Every tick asks; an answer of "nothing" must cost no more
/// than a look into an index, however many services there are.
/// </summary>
public interface IDueSource
{
    /// <summary>What is due now and was not made yet.</summary>
    /// <param name="reader">The store.</param>
    /// <param name="now">Now.</param>
    /// <param name="serviceIds">Only these services; null is all.</param>
    IReadOnlyList<DueRequest> Find(IStateReader reader, DateTimeOffset now, IReadOnlyCollection<long>? serviceIds);
}
