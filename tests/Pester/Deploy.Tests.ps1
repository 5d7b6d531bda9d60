# From an empty store to running machines, as an admin does it: the module in this PowerShell, the Lab in a process of its own.

BeforeAll {
    # Null first, so that AfterAll finds it whatever fails here.
    $shop = $null
    Import-Module (Join-Path $PSScriptRoot 'Lab.psm1') -Force
    $shop = Start-LabShop
    $pinned = @{ CertificateThumbprint = $shop.Lab.fingerprint }

    $server = Register-ProvisioningServer dc1 $shop.Lab.url -Credential $shop.Token @pinned
    $pool4 = New-IpPool public4 203.0.113.0/28 -Server dc1 -Gateway 203.0.113.1 -DnsServer 203.0.113.2 -Exclude 203.0.113.2
    $pool6 = New-IpPool public6 2001:db8:113::/64 -Server dc1 -Gateway 2001:db8:113::1
    $package = New-VmPackage small -Server dc1 -OsTemplate 9000 -Cores 2 -MemoryGB 4 -SystemDiskGB 10 -IPv6Count 1 -MainDomain example.com
    $client = New-ProvisioningClient anna -Email anna@example.com
}

AfterAll { Stop-LabShop $shop }

Describe 'What is entered first' {
    It 'is a server with a token whose id holds @ and !' {
        $server.UserName | Should -Be 'root@pam!provisioning'
        "$($server.Authentication)" | Should -Be 'ApiToken'
        $check = Test-ProvisioningServer dc1
        $check.Success | Should -BeTrue
        $check.OnlineNodes | Should -Be 'pve1', 'pve2', 'pve3'
        $check.Problems | Should -BeNullOrEmpty
    }

    It 'is pools, a package and a client' {
        $pool4.Free | Should -Be 12
        "$($pool6.Family)" | Should -Be 'IPv6'
        $package.OsTemplate | Should -Be 9000
        (Get-ProvisioningClient an*).Id | Should -Be $client.Id
    }

    It 'is refused the second time, with id, category and target' {
        $outcome = Get-Outcome { New-ProvisioningClient anna }
        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ClientExists,*'
        "$($outcome.Errors[0].CategoryInfo.Category)" | Should -Be 'ResourceExists'
        $outcome.Errors[0].TargetObject | Should -Be 'anna'
    }
}

Describe '-WhatIf' {
    It 'touches nothing: <Line>' -ForEach @(
        @{ Line = 'New-ProvisionedVm small anna' }
        @{ Line = 'New-IpPool other 198.51.100.0/24 -Server dc1 -Gateway 198.51.100.1' }
        @{ Line = 'Set-VmPackage small -Cores 4' }
        @{ Line = 'Remove-ProvisioningClient anna' }
        @{ Line = 'Unregister-ProvisioningServer dc1' }
        @{ Line = 'Invoke-ProvisioningTick' }
    ) {
        function Get-Everything {
            Get-ProvisioningServer; Get-IpPool; Get-VmPackage; Get-ProvisioningClient; Get-ProvisionedService; Get-ProvisioningLog; Get-ProvisioningLog -RemoteCall
        }
        # The check of an order asks the server; only asking is allowed.
        $records = Get-Everything | Where-Object { $_ -isnot [Provisioning.RemoteCall] } | ConvertTo-Json -Depth 6
        & ([scriptblock]::Create("$Line -WhatIf")) | Should -BeNullOrEmpty
        Get-Everything | Where-Object { $_ -isnot [Provisioning.RemoteCall] } | ConvertTo-Json -Depth 6 | Should -Be $records
        Get-ProvisioningLog -RemoteCall | Where-Object Method -ne GET | Should -BeNullOrEmpty
    }

    It 'finds what is wrong with an order' {
        $outcome = Get-Outcome { New-ProvisionedVm small anna -Options @{ 'CPU Coers' = 2 } -WhatIf }
        $outcome.Errors[0].FullyQualifiedErrorId | Should -BeLike 'UnknownOption,*'
    }
}

Describe 'A file of orders' {
    BeforeAll {
        @(
            'Package,Client,HostName,OrderReference,OsTemplate,SshPublicKey'
            'small,anna,web-1,A-1,,'
            'small,anna,web-2,A-2,9000,'
            'small,anna,web-3,A-2,,'
            'gone,anna,web-4,A-4,,'
            'small,anna,,A-5,,'
        ) | Set-Content (Join-Path $shop.Folder 'orders.csv')
        $outcome = Get-Outcome { Import-Csv (Join-Path $shop.Folder 'orders.csv') | New-ProvisionedVm | Wait-ProvisionedService -TimeoutSec 60 }
        $ready = @($outcome.Output | Sort-Object Id)
    }

    It 'becomes machines that run' {
        $ready.LocalStatus | Should -Be 'ready', 'ready', 'ready'
        "$($ready[0].Status)" | Should -Be 'Active'
        $ready.HostName | Should -Be 'web-1', 'web-2', "$($client.Id)-$($ready[2].Id)"
        $ready[0].Fqdn | Should -Be 'web-1.example.com'
        $ready.VmId | Should -Be 100, 101, 102
    }

    It 'tells what was refused, each by its reference' {
        $outcome.Errors.FullyQualifiedErrorId -replace ',.*' | Should -Be 'OrderExists', 'PackageNotFound'
        $outcome.Errors.TargetObject | Should -Be 'A-2', 'A-4'
        $outcome.Errors.Exception.Message | Should -Not -Match "`n"
    }

    It 'is refused where the template is missing' {
        (Get-Outcome { New-ProvisionedVm small anna -OsTemplate 4711 }).Errors[0].FullyQualifiedErrorId | Should -BeLike 'TemplateNotFound,*'
    }

    It 'is worked on in parallel' {
        $entries = Get-ProvisioningLog | Where-Object { $_.ServiceId -in $ready.Id }
        $begun = ($entries | Where-Object Event -ne 'Completed' | Group-Object ServiceId | ForEach-Object { ($_.Group.At | Measure-Object -Minimum).Minimum } | Measure-Object -Maximum).Maximum
        $ended = ($entries | Where-Object Event -eq 'Completed' | Measure-Object At -Minimum).Minimum
        $begun | Should -BeLessThan $ended
    }

    It 'may be imported again without a second machine' {
        $again = Get-Outcome { Import-Csv (Join-Path $shop.Folder 'orders.csv') | Where-Object Package -eq small | New-ProvisionedVm }
        $again.Output | Should -BeNullOrEmpty
        $again.Errors.FullyQualifiedErrorId | Should -BeLike 'OrderExists,*'
        $again.Errors.Count | Should -Be 4
    }

    It 'gives each its own addresses' {
        # Not (Get-IpAssignment).Address: an array has a method of that name.
        $held = @(Get-IpAssignment | ForEach-Object Address)
        $held.Count | Should -Be 6
        @($held | Sort-Object -Unique).Count | Should -Be 6
        (Get-IpPool public4).Used | Should -Be 3
    }

    It 'is in the journal, step by step, and in the log of calls, without a secret' {
        $journal = @(Get-ProvisioningLog $ready[0])
        $journal[-1].Event | Should -Be 'Completed'
        'clone', 'set_cpu_ram', 'set_network', 'set_cloudinit', 'start', 'ready' | Should -BeIn $journal.Step
        $calls = @(Get-ProvisioningLog $ready[0] -RemoteCall)
        $calls.Method | Should -Contain 'POST'
        $calls.Count | Should -Be (Get-ProvisionedService $ready[0].Id).RemoteCalls

        $password = (Get-ProvisionedService $ready[0].Id -IncludeCredential).Credential.GetNetworkCredential().Password
        $everything = $journal, $calls | ConvertTo-Json -Depth 6
        $everything | Should -Not -Match ([regex]::Escape($shop.Token.GetNetworkCredential().Password))
        $everything | Should -Not -Match ([regex]::Escape($password))
    }

    It 'has a sign-in for each, shown only when asked for' {
        (Get-ProvisionedService $ready[0].Id).PSObject.Properties.Name | Should -Not -Contain 'Credential'
        $credential = (Get-ProvisionedService $ready[0].Id -IncludeCredential).Credential
        $credential | Should -BeOfType [pscredential]
        $credential.UserName | Should -Not -BeNullOrEmpty
        $credential.Password.Length | Should -BeGreaterThan 8
    }

    It 'keeps what it uses from being removed' {
        $inUse = Get-Outcome {
            Remove-IpPool public4 -Confirm:$false
            Remove-VmPackage small -Confirm:$false
            Remove-ProvisioningClient anna -Confirm:$false
            Unregister-ProvisioningServer dc1 -Confirm:$false
        }
        $inUse.Errors.FullyQualifiedErrorId -replace ',.*' | Should -Be 'PoolInUse', 'PackageInUse', 'ClientInUse', 'ServerInUse'
        $inUse.Errors.CategoryInfo.Category | ForEach-Object { "$_" | Should -Be 'ResourceBusy' }
        $inUse.Errors.TargetObject | Should -Be 'public4', 'small', 'anna', 'dc1'
    }
}

Describe 'A tick by hand' {
    It 'shows what is due, does it, and says what it did' {
        $vm = New-ProvisionedVm small anna -HostName by-hand -OsUser admin -OsPassword (ConvertTo-SecureString 'Ver1-secret' -AsPlainText -Force)
        $due = @(Invoke-ProvisioningTick -WhatIf)
        $due.ServiceId | Should -Be $vm.Id
        $due.Operation | Should -Be 'Deploy'

        $clock = [Diagnostics.Stopwatch]::StartNew()
        $summary = do { Invoke-ProvisioningTick $vm } until ((Get-ProvisionedService $vm.Id).LocalStatus -eq 'ready' -or $clock.Elapsed.TotalSeconds -gt 60)
        ($summary | Measure-Object Completed -Sum).Sum | Should -Be 1
        ($summary | Measure-Object Stopped -Sum).Sum | Should -Be 0
        ($summary | Measure-Object RemoteCalls -Sum).Sum | Should -BeGreaterThan 5
        $credential = (Get-ProvisionedService $vm.Id -IncludeCredential).Credential.GetNetworkCredential()
        $credential.UserName, $credential.Password | Should -Be 'admin', 'Ver1-secret'

        (Invoke-ProvisioningTick).Services | Should -Be 0
    }

    It 'knows which numbers are services' {
        (Get-Outcome { Invoke-ProvisioningTick 999 }).Errors.FullyQualifiedErrorId | Should -BeLike 'ServiceNotFound,*'
    }
}

Describe 'A server that does not work' {
    It 'has a problem with a stable id: <Case> is <Problem>' -ForEach @(
        @{ Case = 'a wrong password'; Problem = 'CredentialRejected'; User = 'root@pam'; Pin = $null; Url = $null }
        @{ Case = 'a wrong token'; Problem = 'CredentialRejected'; User = 'root@pam!provisioning'; Pin = $null; Url = $null }
        @{ Case = 'a wrong thumbprint'; Problem = 'CertificateRejected'; User = $null; Pin = 'AB' * 32; Url = $null }
        @{ Case = 'a dead server'; Problem = 'ServerUnreachable'; User = $null; Pin = $null; Url = 'https://127.0.0.1:9' }
    ) {
        $credential = if ($User) { [pscredential]::new($User, (ConvertTo-SecureString 'wrong' -AsPlainText -Force)) } else { $shop.Token }
        Register-ProvisioningServer other ($Url ?? $shop.Lab.url) -Credential $credential -CertificateThumbprint ($Pin ?? $shop.Lab.fingerprint) | Should -Not -BeNullOrEmpty
        try {
            $check = Test-ProvisioningServer other
            $check.Success | Should -BeFalse
            $check.Problems.Id | Should -Be $Problem
            $check.Problems.Message | Should -Match '^[^\n]*other[^\n]*\.$'
            $check.Problems.Target | Should -Be 'other'
        }
        finally {
            Unregister-ProvisioningServer other -Confirm:$false
        }
    }

    It 'leaves its order waiting for it, and Ctrl+C ends the wait at once' {
        Register-ProvisioningServer dead https://127.0.0.1:9 -Credential $shop.Token @pinned
        New-IpPool dead4 198.51.100.0/30 -Server dead -Gateway 198.51.100.1
        $vm = New-VmPackage hangs -BasedOn small -Server dead -IPv6Count 0 | ForEach-Object { New-ProvisionedVm hangs anna }
        $vm.Unchecked | Should -BeTrue
        # The gateway and that order took all there is.
        $full = (Get-Outcome { New-ProvisionedVm hangs anna -OrderReference full }).Errors[0]
        $full.FullyQualifiedErrorId, "$($full.CategoryInfo.Category)", $full.TargetObject | Should -Be 'NoFreeAddress,Provisioning.Commands.NewProvisionedVmCommand', 'QuotaExceeded', 'full'

        $other = [powershell]::Create()
        try {
            $null = $other.AddScript("Import-Module '$($shop.Manifest)'; Wait-ProvisionedService $($vm.Id)")
            $waiting = $other.BeginInvoke()
            Wait-Until { (Get-ProvisionedService $vm.Id).LastError }
            (Get-ProvisionedService $vm.Id).LastError.Id | Should -Be 'ServerUnreachable'
            $waiting.IsCompleted | Should -BeFalse

            $clock = [Diagnostics.Stopwatch]::StartNew()
            $other.Stop()
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 3
            "$($other.InvocationStateInfo.State)" | Should -Be 'Stopped'
        }
        finally {
            $other.Dispose()
        }
        # What had begun stays on record and goes on when the server is back.
        $left = Get-ProvisionedService $vm.Id
        "$($left.Status)" | Should -Be 'Pending'
        $left.Operation | Should -Be 'Deploy'
    }
}
