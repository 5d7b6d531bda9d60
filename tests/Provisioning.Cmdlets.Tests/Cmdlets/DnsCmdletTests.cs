using System.Management.Automation;
using System.Net;
using PowerShellDouble;
using Provisioning.Commands;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

public sealed class DnsCmdletTests
{
    private readonly FakeHost _host = FakeHost.Installed().WithServices("web1", "web2").WithZones("example.com.", "2.0.192.in-addr.arpa.");

    [Fact]
    public void A_zone_is_registered_after_its_provider_was_asked()
    {
        var result = Pipeline.Of<RegisterDnsZoneCommand>(new { Name = "example.net", Provider = "PowerDns", Endpoint = "http://ns1:8081", ApiKey = Secure("s3cret"), Ttl = 120, RepairEvery = 3600 }).Run();
        Assert.Empty(result.Errors);
        Assert.Equal((120, TimeSpan.FromHours(1), "s3cret"), (_host.LastZone!.Ttl, _host.LastZone.RepairEvery, _host.LastZoneSecret!.Reveal()));
        Assert.Equal(["Zones.Try example.net", "Zones.Register example.net"], _host.Calls.Where(call => call.StartsWith("Zones.", StringComparison.Ordinal)));
        Assert.DoesNotContain("s3cret", string.Join('\n', result.Output) + string.Join('\n', _host.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public void A_zone_that_its_provider_refuses_is_not_registered_unless_unchecked()
    {
        _host.ZoneProblems.Add(new ProvisioningError(ErrorIds.DnsZoneNotServed, ErrorKind.NotFound, "not here"));
        var refused = Pipeline.Of<RegisterDnsZoneCommand>(new { Name = "example.net", Provider = "PowerDns", Endpoint = "http://ns1:8081", ApiKey = Secure("k") }).Run();
        Assert.StartsWith("DnsZoneNotServed,", Assert.Single(refused.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Null(_host.LastZone);
        Pipeline.Of<RegisterDnsZoneCommand>(new { Name = "example.net", Provider = "PowerDns", Endpoint = "http://ns1:8081", ApiKey = Secure("k"), SkipCheck = true }).Run();
        Assert.Equal("example.net", _host.LastZone!.Name);
    }

    [Fact]
    public void A_TSIG_key_comes_as_a_credential_and_Cloudflare_needs_no_address()
    {
        Pipeline.Of<RegisterDnsZoneCommand>(new { Name = "example.net", Provider = "Rfc2136", Endpoint = "dns://ns1:53", Credential = new PSCredential("prov-key", Secure("c2VjcmV0")), KeyAlgorithm = "hmac-sha512" }).Run();
        Assert.Equal(("prov-key", "hmac-sha512"), (_host.LastZone!.KeyName, _host.LastZone.KeyAlgorithm));
        Pipeline.Of<RegisterDnsZoneCommand>(new { Name = "example.org", Provider = "Cloudflare", ApiKey = Secure("t") }).Run();
        Assert.Equal("https://api.cloudflare.com/client/v4", _host.LastZone!.Endpoint.ToString());
        var missing = Pipeline.Of<RegisterDnsZoneCommand>(new { Name = "example.org", Provider = "PowerDns", ApiKey = Secure("t") }).Run();
        Assert.StartsWith("InvalidValue,", Assert.Single(missing.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Zones_are_found_by_name_pattern_and_number()
    {
        Assert.Equal(2, Pipeline.Of<GetDnsZoneCommand>().Run().Output.Count);
        Assert.Equal("example.com.", Assert.IsType<DnsZone>(Assert.Single(Pipeline.Of<GetDnsZoneCommand>(new { Name = "example.com" }).Run().Output)).Name);
        Assert.Single(Pipeline.Of<GetDnsZoneCommand>(new { Name = "*arpa" }).Run().Output);
        Assert.Equal(2L, Assert.IsType<DnsZone>(Assert.Single(Pipeline.Of<GetDnsZoneCommand>(new { Id = 2 }).Run().Output)).Id);
        Assert.StartsWith("DnsZoneNotFound,", Assert.Single(Pipeline.Of<GetDnsZoneCommand>(new { Name = "nowhere.test" }).Run().Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_a_zone_is_part_of_the_answer()
    {
        _host.ZoneProblems.Add(new ProvisioningError(ErrorIds.DnsAuthFailed, ErrorKind.Auth, "wrong key"));
        var result = Pipeline.Of<TestDnsZoneCommand>(new { Name = "example.com" }).Run();
        Assert.Empty(result.Errors);
        Assert.False(Assert.IsType<DnsZoneCheck>(Assert.Single(result.Output)).Success);
        Assert.Equal(false, Assert.Single(Pipeline.Of<TestDnsZoneCommand>(new { Name = "example.com", Quiet = true }).Run().Output));
    }

    [Fact]
    public void A_zone_is_changed_and_forgotten()
    {
        Pipeline.Of<SetDnsZoneCommand>(new { Name = "example.com", Ttl = 600 }).Run();
        Assert.Equal((600, 1L), (_host.LastZone!.Ttl, _host.LastZone.Id));
        Assert.Null(_host.LastZoneSecret);
        Pipeline.Of<UnregisterDnsZoneCommand>(new { Id = 2, Abandon = true, Confirm = false }).Run();
        Assert.Contains("Zones.Unregister 2 True", _host.Calls);
    }

    [Fact]
    public void Services_of_the_pipeline_are_synchronised_together()
    {
        _host.ChangeTable.AddRange([FakeHost.Change("web1.example.com."), FakeHost.Change("web2.example.com.", service: 2)]);
        var result = Pipeline.From(_host.ServiceTable[0], 2).To<SyncDnsRecordCommand>(new { Zone = "example.com", Adopt = true }).Run();
        Assert.Equal(2, result.Output.Count);
        Assert.All(result.Output, each => Assert.Equal(DnsOutcome.Applied, Assert.IsType<DnsChangeResult>(each).Outcome));
        Assert.Single(_host.Calls, "Dns.Sync");
        Assert.Equal([1L, 2L], _host.LastScope!.ServiceIds.Order());
        Assert.Equal((true, false, "example.com"), (_host.LastScope.Adopt, _host.LastScope.Force, Assert.Single(_host.LastScope.Zones)));
    }

    [Fact]
    public void An_empty_pipeline_means_nothing_and_no_pipeline_everything()
    {
        Pipeline.From().To<SyncDnsRecordCommand>().Run();
        Assert.DoesNotContain("Dns.Sync", _host.Calls);
        Pipeline.Of<SyncDnsRecordCommand>().Run();
        Assert.Empty(_host.LastScope!.ServiceIds);
    }

    [Fact]
    public void A_plan_is_applied_exactly_and_never_taken_for_its_services()
    {
        DnsChange[] plan = [FakeHost.Change("web1.example.com."), FakeHost.Change("web2.example.com.", service: 2)];
        Pipeline.From(plan[0], plan[1]).To<SyncDnsRecordCommand>(new { Force = true }).Run();
        Assert.Equal(plan, _host.LastPlan);
        Assert.Contains("Dns.Apply 2 True", _host.Calls);
        Assert.DoesNotContain("Dns.Sync", _host.Calls);
    }

    [Fact]
    public void WhatIf_writes_the_plan_as_objects_and_nothing_else()
    {
        _host.ChangeTable.Add(FakeHost.Change("web1.example.com."));
        var result = Pipeline.Of<SyncDnsRecordCommand>(new { WhatIf = true }).Run();
        Assert.Equal("web1.example.com.", Assert.IsType<DnsChange>(Assert.Single(result.Output)).Name);
        Assert.Empty(_host.Writes);
        Assert.IsType<DnsChange>(Assert.Single(Pipeline.From(FakeHost.Change("web2.example.com.")).To<SyncDnsRecordCommand>(new { WhatIf = true }).Run().Output));
        Assert.Empty(_host.Writes);
    }

    [Fact]
    public void A_failed_record_is_an_error_and_a_conflict_a_warning()
    {
        _host.ChangeTable.AddRange([FakeHost.Change("a.example.com."), FakeHost.Change("b.example.com."), FakeHost.Change("c.example.com.", DnsAction.Conflict)]);
        _host.Outcomes["b.example.com."] = new(_host.ChangeTable[1], DnsOutcome.Failed, new ProvisioningError(ErrorIds.DnsRefused, ErrorKind.Denied, "no", "b.example.com."));
        _host.Outcomes["c.example.com."] = new(_host.ChangeTable[2], DnsOutcome.Skipped, new ProvisioningError(ErrorIds.DnsNotOurs, ErrorKind.Conflict, "not ours", "c.example.com."));
        _host.DnsProblems.Add(new ProvisioningError(ErrorIds.ServerUnreachable, ErrorKind.Unreachable, "ns2 is dead", "2.0.192.in-addr.arpa."));
        var result = Pipeline.Of<SyncDnsRecordCommand>().Run();
        Assert.Equal(3, result.Output.Count);
        Assert.Equal(["DnsRefused", "ServerUnreachable"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]).Order());
        Assert.Equal("not ours", Assert.Single(result.Warnings));
    }

    [Fact]
    public void Queueing_asks_for_each_service()
    {
        var result = Pipeline.Of<SyncDnsRecordCommand>(new { Id = new[] { 1, 2 }, Queue = true }).Run();
        Assert.Equal([1L, 2L], result.Output.Cast<ProvisionedService>().Select(service => service.Id));
        Assert.Contains("Dns.Queue 2", _host.Calls);
        Assert.StartsWith("InvalidValue,", Assert.Single(Pipeline.Of<SyncDnsRecordCommand>(new { Queue = true }).Run().Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        _host.Faults["Dns.Queue 1"] = new ProvisioningError(ErrorIds.StatusForbids, ErrorKind.State, "no");
        Assert.StartsWith("StatusForbids,", Assert.Single(Pipeline.Of<SyncDnsRecordCommand>(new { Id = new[] { 1 }, Queue = true }).Run().Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Plans_comparisons_and_records_are_shown()
    {
        _host.ChangeTable.Add(FakeHost.Change("web1.example.com."));
        _host.RecordTable.Add(new DnsRecord
        {
            ZoneId = 1, Zone = "example.com.", Provider = DnsProviderKind.PowerDns, Endpoint = new Uri("http://ns1:8081"), Name = "web1.example.com.", Type = "A", ServiceId = 1, Address = "192.0.2.1", OwnedSince = DateTimeOffset.UnixEpoch,
        });
        Assert.IsType<DnsChange>(Assert.Single(Pipeline.Of<GetDnsPlanCommand>(new { Id = 1, IncludeKeep = true, TakeFrom = "x" }).Run().Output));
        Assert.Equal((true, "x"), (_host.LastScope!.IncludeKeep, _host.LastScope.TakeFrom));
        Assert.Equal(DnsDrift.Missing, Assert.IsType<DnsDifference>(Assert.Single(Pipeline.Of<CompareDnsRecordCommand>().Run().Output)).Drift);
        Assert.IsType<DnsRecord>(Assert.Single(Pipeline.From(_host.ServiceTable[0]).To<GetDnsRecordCommand>(new { Zone = "example.com" }).Run().Output));
        Assert.Equal(1L, Assert.Single(_host.LastScope!.ServiceIds));
    }

    [Fact]
    public void What_is_no_service_is_an_error_and_does_not_mean_all_of_them()
    {
        foreach (var result in new[] { Pipeline.Of<GetDnsPlanCommand>(new { Id = "web1" }).Run(), Pipeline.Of<SyncDnsRecordCommand>(new { Id = "web1" }).Run(), Pipeline.Of<GetDnsRecordCommand>(new { Id = "web1" }).Run() })
        {
            Assert.StartsWith("NotAProvisionedService,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Empty(result.Output);
        }
        Assert.Null(_host.LastScope);
    }

    [Fact]
    public void Reverse_names_are_set_reset_and_listed()
    {
        _host.ReverseTable.Add(new ReverseDns("192.0.2.1", "web1.example.com.", 1, true));
        Assert.Equal("mail.example.com", Assert.IsType<ReverseDns>(Assert.Single(Pipeline.Of<SetReverseDnsCommand>(new { Address = "192.0.2.1", HostName = "mail.example.com" }).Run().Output)).HostName);
        Pipeline.Of<SetReverseDnsCommand>(new { Address = "192.0.2.1", Default = true, ServiceId = 1 }).Run();
        Assert.Contains("Dns.SetReverse 192.0.2.1  1", _host.Calls);
        Assert.Single(Pipeline.Of<GetReverseDnsCommand>(new { Id = 1 }).Run().Output);
        Assert.Single(Pipeline.Of<GetReverseDnsCommand>(new { Address = "192.0.2.1" }).Run().Output);
    }

    private static System.Security.SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;
}
