# Zones and records in this PowerShell. The name server is one that nobody runs, so what is seen is what an admin sees when it is down.

BeforeAll {
    # Null first, so that AfterAll finds it whatever fails here.
    $store = $null
    Import-Module (Join-Path $PSScriptRoot 'Lab.psm1') -Force
    $store = Enter-TestStore
    Initialize-ProvisioningStore | Out-Null

    # A port that was free a moment ago.
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $nowhere = "http://127.0.0.1:$($listener.LocalEndpoint.Port)"
    $listener.Stop()
    $key = ConvertTo-SecureString 'the-api-key' -AsPlainText -Force
}

AfterAll { Exit-TestStore $store }

Describe 'A zone' {
    It 'is not entered while its provider is out of reach' {
        Register-DnsZone example.com PowerDns $nowhere -ApiKey $key -ErrorVariable refused -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'ServerUnreachable,*'
        Get-DnsZone | Should -BeNullOrEmpty
    }

    It 'is entered unchecked, in its normal form, and never shows its secret' {
        $zone = Register-DnsZone 'Example.COM' PowerDns $nowhere -ApiKey $key -Ttl 120 -RepairEvery 06:00:00 -SkipCheck
        $zone.Name | Should -Be 'example.com.'
        $zone.Ttl | Should -Be 120
        ($zone | Format-List * | Out-String) | Should -Not -Match 'the-api-key'
        { Register-DnsZone example.com PowerDns $nowhere -ApiKey $key -SkipCheck -ErrorAction Stop } | Should -Throw -ErrorId 'DnsZoneExists,*'
    }

    It 'takes a TSIG key as a credential' {
        $tsig = [pscredential]::new('prov-key', (ConvertTo-SecureString 'c2VjcmV0LW9mLXRoZS1rZXk=' -AsPlainText -Force))
        $zone = Register-DnsZone 0/26.2.0.192.in-addr.arpa Rfc2136 dns://127.0.0.1:5399 -Credential $tsig -KeyAlgorithm hmac-sha512 -SkipCheck
        $zone.KeyName, $zone.KeyAlgorithm | Should -Be 'prov-key.', 'hmac-sha512'
    }

    It 'is tried, changed and forgotten' {
        Test-DnsZone example.com -Quiet | Should -BeFalse
        (Set-DnsZone example.com -Ttl 600 -PassThru).Ttl | Should -Be 600
        Get-DnsZone *arpa | Unregister-DnsZone -Confirm:$false
        (Get-DnsZone).Name | Should -Be 'example.com.'
    }
}

Describe 'A plan' {
    It 'of a zone that can not be read is an error and no change' {
        $plan = Get-DnsPlan -ErrorVariable trouble -ErrorAction SilentlyContinue
        $plan | Should -BeNullOrEmpty
        $trouble[0].FullyQualifiedErrorId | Should -BeLike 'ServerUnreachable,*'
    }

    It 'is what -WhatIf writes, and a plan that is piped in stays what it is' {
        $change = [Provisioning.DnsChange]@{ ZoneId = 99; Zone = 'gone.example.'; Name = 'a.gone.example.'; Type = 'A'; Action = 'Create'; Reason = 'new' }
        (,$change | Sync-DnsRecord -WhatIf) | Should -BeOfType Provisioning.DnsChange
        $result = $change | Sync-DnsRecord -ErrorAction SilentlyContinue
        $result.Outcome | Should -Be 'Stale'
        $result.Change.Name | Should -Be 'a.gone.example.'
    }

    It 'of an unknown service, or of a name, is an error' {
        { Get-DnsPlan 4711 -ErrorAction Stop } | Should -Throw -ErrorId 'ServiceNotFound,*'
        { Sync-DnsRecord web1 -ErrorAction Stop } | Should -Throw -ErrorId 'NotAProvisionedService,*'
        { Set-ReverseDns 192.0.2.77 mail.example.com -ErrorAction Stop } | Should -Throw -ErrorId 'AddressNotFound,*'
    }
}
