using Provisioning.Engine;

namespace Provisioning.Tests.Store;

/// <summary>The store's leases against a model of them, through long random histories.</summary>
public class LeasePropertyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Leases_behave_as_their_model_does(int seed)
    {
        var random = new Random(seed);
        using var store = Some.Store();
        var model = new SortedDictionary<long, Known>();
        var held = new List<Lease>();
        var now = Some.Noon;
        store.Write(Durability.Normal, w =>
        {
            for (var i = 0; i < 12; i++)
            {
                var due = i % 4 == 0 ? (DateTimeOffset?)null : now.AddSeconds(random.Next(-50, 50));
                model[Some.Work(w, due, watching: i % 3 == 0)] = new Known { Due = due, Watching = i % 3 == 0 };
            }
        });

        for (var round = 0; round < 400; round++)
        {
            now = now.AddSeconds(random.Next(0, 8));
            var lease = held.Count == 0 ? null : held[random.Next(held.Count)];
            switch (random.Next(7))
            {
                case 0 or 1:
                    Claim();
                    break;
                case 2:
                    var id = model.Keys.ElementAt(random.Next(model.Count));
                    var until = now.AddSeconds(random.Next(1, 40));
                    var one = store.Write(Durability.Normal, w => w.ClaimOne(id, Request() with { Until = until, Worker = $"w{random.Next(2)}" }));
                    if (one is not null) held.Add(one.Lease);
                    var expected = model[id].Until <= now || model[id].Worker == one?.Lease.Worker;
                    if (one is not null) Assert.True(expected);
                    if (one is not null) Take(id, one.Lease, until);
                    else Assert.True(model[id].Until > now);
                    break;
                case 3 when lease is not null:
                    Assert.Equal(Holds(lease), Record.Exception(() => store.Write(Durability.Normal, w => w.Demand(lease, now))) is null);
                    break;
                case 4 when lease is not null:
                    var longer = now.AddSeconds(random.Next(1, 60));
                    var renewed = store.Write(Durability.Normal, w => w.Renew([lease], now, longer)).Count == 1;
                    Assert.Equal(Holds(lease), renewed);
                    if (renewed) model[lease.ServiceId].Until = longer;
                    break;
                case 5 when lease is not null:
                    store.Write(Durability.Normal, w => w.Release(lease));
                    if (model[lease.ServiceId].Fence == lease.Fence) (model[lease.ServiceId].Until, model[lease.ServiceId].Worker) = (DateTimeOffset.MinValue, null);
                    break;
                case 6:
                    var some = model.Keys.ElementAt(random.Next(model.Count));
                    model[some].Due = random.Next(4) == 0 ? null : now.AddSeconds(random.Next(-20, 60));
                    store.Write(Durability.Normal, w => w.SetDue(some, model[some].Due));
                    break;
            }
            Assert.Equal(
                model.Values.Where(k => k.Due is not null).Select(k => (DateTimeOffset?)(k.Until > k.Due ? k.Until : k.Due!.Value)).Min(),
                store.Read(r => r.NextDueAt(null)));
            Assert.Equal(
                model.Where(each => each.Value.Due <= now && each.Value.Until <= now).OrderBy(each => each.Value.Due).ThenBy(each => each.Key).Select(each => each.Key),
                store.Read(r => r.Due(now, null, 100)).Select(due => due.ServiceId));
        }

        ClaimRequest Request() => new() { Worker = "w0", TickId = $"t{random.Next(3)}", Now = now, Until = now, Watching = random.Next(2) == 0, Limit = random.Next(1, 4) };

        void Claim()
        {
            var only = random.Next(3) == 0 ? model.Keys.Where(_ => random.Next(2) == 0).ToArray() : null;
            var request = Request() with { Until = now.AddSeconds(random.Next(1, 40)), Worker = $"w{random.Next(3)}", ServiceIds = only };
            var expected = model
                .Where(each => each.Value.Due <= now && each.Value.Until <= now && each.Value.Watching == request.Watching && only?.Contains(each.Key) != false)
                .OrderBy(each => each.Value.Due).ThenBy(each => each.Key).Take(request.Limit).Select(each => each.Key).ToArray();
            var claims = store.Write(Durability.Normal, w => w.Claim(request));
            Assert.Equal(expected, claims.Select(claim => claim.Service.Id));
            foreach (var claim in claims)
            {
                held.Add(claim.Lease);
                Take(claim.Service.Id, claim.Lease, request.Until);
            }
        }

        void Take(long id, Lease lease, DateTimeOffset until)
        {
            Assert.Equal(model[id].Fence + 1, lease.Fence);
            (model[id].Fence, model[id].Worker, model[id].Until) = (lease.Fence, lease.Worker, until);
        }

        bool Holds(Lease lease) => model[lease.ServiceId] is var known && known.Fence == lease.Fence && known.Until > now;
    }

    private sealed class Known
    {
        public DateTimeOffset? Due { get; set; }
        public bool Watching { get; init; }
        public long Fence { get; set; }
        public string? Worker { get; set; }
        public DateTimeOffset Until { get; set; } = DateTimeOffset.MinValue;
    }
}
