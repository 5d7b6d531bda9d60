# What an admin does with machines that exist: the module in this PowerShell, the Lab in a process of its own.

BeforeAll {
    # Null first, so that AfterAll finds it whatever fails here.
    $shop = $null
    Import-Module (Join-Path $PSScriptRoot 'Lab.psm1') -Force
    $shop = Start-LabShop @{ Cores = 2; MemoryGB = 4; SystemDiskGB = 10; MainDomain = 'example.com' }

    # What the server says of a service's machine, past the module.
    function Get-Machine([object] $Service, [string] $What = 'status/current') {
        Invoke-LabApi $shop GET "/nodes/$($Service.Node)/qemu/$($Service.VmId)/$What"
    }

    $null = New-VmPackage big -BasedOn small -Cores 4 -MemoryGB 8
    $web, $db = 'web', 'db' | ForEach-Object { New-ProvisionedVm small anna -HostName $_ } | Wait-ProvisionedService -TimeoutSec 60 | Sort-Object Id
}

AfterAll { Stop-LabShop $shop }

Describe 'Names that Windows has too' {
    It 'are cmdlets, module-qualified too, and no aliases: <_>' -ForEach 'Suspend', 'Resume', 'Remove' {
        foreach ($name in "$_-Service", "$_-ProvisionedService", "Provisioning\$_-Service") {
            (Get-Command $name).CommandType | Should -Be 'Cmdlet'
            (Get-Command $name).Source | Should -Be 'Provisioning'
        }
    }

    It 'survive whatever else takes the short name' {
        function Suspend-Service { 'not me' }
        Suspend-ProvisionedService $web.Id -WhatIf | Should -BeNullOrEmpty
        Provisioning\Suspend-Service $web.Id -WhatIf | Should -BeNullOrEmpty
        Suspend-Service | Should -Be 'not me'
    }

    It 'may be given a prefix' {
        $other = [powershell]::Create()
        try {
            $names = $other.AddScript("Import-Module '$($shop.Manifest)' -Prefix Dc; (Get-Command -Module Provisioning).Name").Invoke()
            $other.HadErrors | Should -BeFalse
            'Suspend-DcService', 'Remove-DcProvisionedService' | Should -BeIn $names
        }
        finally { $other.Dispose() }
    }

    It 'refuse text and services of Windows, and name the Windows cmdlet: <_>' -ForEach 'Suspend', 'Resume', 'Remove' {
        $verb = $_
        $spooler = [pscustomobject]@{ PSTypeName = 'System.ServiceProcess.ServiceController'; ServiceName = 'Spooler'; Status = 'Running' }
        foreach ($name in "$verb-Service", "$verb-ProvisionedService") {
            $outcome = Get-Outcome {
                & $name Spooler -Confirm:$false
                & $name -Name Spooler -Confirm:$false
                'Spooler' | & $name -Confirm:$false
                $spooler | & $name -Confirm:$false
                & $name -InputObject $spooler -Confirm:$false
                & $name "$($web.Id)" -Confirm:$false
            }
            $outcome.Output | Should -BeNullOrEmpty
            $outcome.Errors.Count | Should -Be 6
            $outcome.Errors | ForEach-Object {
                $_.FullyQualifiedErrorId | Should -BeLike 'NotAProvisionedService,*'
                "$_" | Should -BeLike "*Microsoft.PowerShell.Management\$verb-Service*"
            }
        }
        (Get-ProvisionedService $web.Id).Operation | Should -BeNullOrEmpty
    }
}

Describe 'Tab' {
    It 'completes services, packages and options' {
        "$($web.Id)" | Should -BeIn (Get-Completion 'Suspend-Service ')
        "$($db.Id)" | Should -Be (Get-Completion 'Set-VmCpuRam -Id db')
        Get-Completion "Set-ServicePackage $($web.Id) b" | Should -Be 'big'
        Get-Completion "Set-ServicePackage $($web.Id) -WithdrawOption cpu" | Should -Be "'CPU Cores'"
        Get-Completion "Set-ServicePackage $($web.Id) -Options cpu" | Should -Be "@{ 'CPU Cores' = 0 }"
        Get-Completion 'Set-ServicePackage 1 -AdditionalDiskW' | Should -Be '-AdditionalDiskWriteMBps', '-AdditionalDiskWriteIops'
    }
}

Describe 'Suspension' {
    It 'queues, is carried out by waiting, and keeps the machine off' {
        $asked = @($web, $db | Suspend-Service)
        $asked.Operation | Should -Be 'Suspend', 'Suspend'
        "$($asked[0].OperationState)" | Should -Be 'Queued'
        $done = @($asked | Wait-ProvisionedService -TimeoutSec 60)
        $done.Status | ForEach-Object { "$_" | Should -Be 'Suspended' }
        (Get-Machine $web).status | Should -Be 'stopped'

        $refused = (Get-Outcome { Start-ProvisionedVm $web }).Errors[0]
        $refused.FullyQualifiedErrorId | Should -BeLike 'StatusForbids,*'
        "$refused" | Should -BeLike '*Resume-Service*'
        (Get-Outcome { Start-ProvisionedVm $web -WhatIf }).Errors[0].FullyQualifiedErrorId | Should -BeLike 'StatusForbids,*'
    }

    It 'ends with Resume-Service' {
        Get-ProvisionedService -Status Suspended | Resume-ProvisionedService | Wait-ProvisionedService -TimeoutSec 60 | ForEach-Object { "$($_.Status)" | Should -Be 'Active' }
        (Get-Machine $web).status | Should -Be 'running'
    }

    It 'takes force or a time, not both' {
        { Suspend-Service $web -Force -TimeoutSec 5 } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        { Suspend-Service $web -TimeoutSec 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        Suspend-Service $web -Force | Resume-Service | Wait-ProvisionedService -TimeoutSec 60 | ForEach-Object { "$($_.Status)" | Should -Be 'Active' }
        $posts = @(Get-ProvisioningLog $web -RemoteCall | Where-Object Method -eq POST | Select-Object -Last 2)
        $posts[0].Path | Should -BeLike '*/status/stop*'
        $posts[1].Path | Should -BeLike '*/status/start*'
    }

    It 'goes on with the next when one is refused' {
        $outcome = Get-Outcome { Suspend-Service 9999, $db.Id -WhatIf; 9999, $db.Id | Stop-ProvisionedVm | Start-ProvisionedVm | Wait-ProvisionedService -TimeoutSec 60 }
        $outcome.Errors.FullyQualifiedErrorId -replace ',.*' | Should -Be 'ServiceNotFound', 'ServiceNotFound'
        $outcome.Errors[1].TargetObject | Should -Be 9999
        $outcome.Output.Id | Should -Be $db.Id
    }
}

Describe 'Power' {
    It 'restarts with one shutdown and one start' {
        $pid1 = (Get-Machine $web).pid
        (Restart-ProvisionedVm $web | Wait-ProvisionedService -TimeoutSec 60).RemoteStatus | Should -Be 'running'
        (Get-Machine $web).pid | Should -Not -Be $pid1
    }

    It 'is told what needs a stopped machine, at once' {
        $refused = (Get-Outcome { Set-VmCpuRam $web }).Errors[0]
        $refused.FullyQualifiedErrorId | Should -BeLike 'MachineRunning,*'
        "$refused" | Should -BeLike "*is running*Stop-ProvisionedVm $($web.Id)*"
        (Get-Outcome { Set-VmCpuRam $web -WhatIf }).Errors[0].FullyQualifiedErrorId | Should -BeLike 'MachineRunning,*'
        (Get-ProvisionedService $web.Id).Operation | Should -BeNullOrEmpty
    }

    It 'queues up: stop, change, start' {
        $null = Stop-ProvisionedVm $web; $asked = Set-VmCpuRam $web; $null = Start-ProvisionedVm $web
        $asked.PSTypeNames | Should -Contain 'Provisioning.RequestedVmCommand'
        $asked.LeadsTo | Should -Be 'ready'
        $asked.NextCommand | Should -BeNullOrEmpty
        ($asked | Wait-ProvisionedService -TimeoutSec 60).RemoteStatus | Should -Be 'running'
        @(Get-ProvisioningLog $web -Event Completed | Select-Object -Last 3).Operation | Should -Be 'Stop', 'SetCpuRam', 'Start'
    }

    It 'shows the command, its mark and what follows' {
        $text = Set-VmNetwork $web | Tee-Object -Variable asked | Out-String
        $text | Should -Match 'Set-VmNetwork +\* +ready'
        $null = $asked | Wait-ProvisionedService -TimeoutSec 60
    }
}

Describe 'Set-ServicePackage' {
    It 'changes package and options' {
        $null = Set-ServicePackage $web big | Wait-ProvisionedService -TimeoutSec 60
        (Get-Machine $web config).cores | Should -Be 4
        # The object still says small: what it carries is no wish.
        $web.Package | Should -Be 'small'
        $null = $web | Set-ServicePackage -MemoryGB 6 -IPv4Count 2 | Wait-ProvisionedService -TimeoutSec 60
        $now = Get-ProvisionedService $web.Id
        $now.Package | Should -Be 'big'
        $now.IpAddresses.Count | Should -Be 2
        (Get-Machine $web config).memory | Should -Be 6144
        $null = Set-ServicePackage $web -WithdrawOption * -Package small | Wait-ProvisionedService -TimeoutSec 60
        (Get-ProvisionedService $web.Id).IpAddresses.Count | Should -Be 1
        (Get-Machine $web config).memory | Should -Be 4096
    }

    It 'reads a file, and an empty cell is no zero' {
        @(
            'ServiceId,Package,IPv4Count,Options'
            "$($web.Id),,,cores=3"
            "$($db.Id),,,four cores"
        ) | Set-Content (Join-Path $shop.Folder 'changes.csv')
        $outcome = Get-Outcome { Import-Csv (Join-Path $shop.Folder 'changes.csv') | Set-ServicePackage | Wait-ProvisionedService -TimeoutSec 60 }
        $outcome.Errors.FullyQualifiedErrorId | Should -BeLike 'InvalidValue,*'
        $outcome.Errors[0].TargetObject | Should -Be $db.Id
        @($outcome.Output.IpAddresses).Count | Should -Be 1
        (Get-Machine $web config).cores | Should -Be 3
    }

    It 'tells what is wrong without doing anything: <Id>' -ForEach @(
        @{ Id = 'PackageNotFound'; Line = 'Set-ServicePackage $web huge -WhatIf' }
        @{ Id = 'InvalidValue'; Line = 'Set-ServicePackage $web -Cores 5000' }
        @{ Id = 'UnknownOption'; Line = 'Set-ServicePackage $web -Options @{ Speed = 9 }' }
        @{ Id = 'UnknownOption'; Line = 'Set-ServicePackage $web -WithdrawOption Speed' }
        @{ Id = 'ContradictoryValues'; Line = 'Set-ServicePackage $web -Cores 4 -WithdrawOption Cores' }
        @{ Id = 'ContradictoryValues'; Line = 'Set-ServicePackage $web -Cores 4 -Options "cpu cores=4"' }
    ) {
        (Get-Outcome { & ([scriptblock]::Create($Line)) }).Errors.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        (Get-ProvisionedService $web.Id).Operation | Should -BeNullOrEmpty
    }

    It 'takes orders with options in a column, and refuses what it cannot read' {
        @(
            'Package,Client,HostName,OrderReference,Options'
            'small,anna,opt-1,O-1,cores=1;memory=0.5'
            'small,anna,opt-2,O-2,as always'
            'small,anna,opt-3,O-3,'
        ) | Set-Content (Join-Path $shop.Folder 'orders.csv')
        $outcome = Get-Outcome { Import-Csv (Join-Path $shop.Folder 'orders.csv') | New-ProvisionedVm | Wait-ProvisionedService -TimeoutSec 60 }
        $outcome.Errors.FullyQualifiedErrorId | Should -BeLike 'InvalidValue,*'
        $outcome.Errors[0].TargetObject | Should -Be 'O-2'
        $first = $outcome.Output | Where-Object HostName -eq opt-1
        (Get-Machine $first config).memory | Should -Be 512
    }
}

Describe 'A creation that stopped' {
    It 'is walked by hand, each command naming the next, and goes on by itself' {
        $null = New-VmPackage broken -BasedOn small -AdditionalDiskGB 5 -AdditionalDiskStorage nowhere
        $stuck = New-ProvisionedVm broken anna -HostName stuck
        $clock = [Diagnostics.Stopwatch]::StartNew()
        do { $null = Invoke-ProvisioningTick $stuck; $now = Get-ProvisionedService $stuck.Id } until ($now.LastError -or $clock.Elapsed.TotalSeconds -gt 30)
        $now.LocalStatus | Should -Be 'set_system_disk_bandwidth'
        "$($now.OperationState)" | Should -Be 'Stopped'
        "$($now.LastError.Message)" | Should -BeLike '*nowhere*'
        (Get-Outcome { Set-VmNetwork $stuck }).Errors[0].FullyQualifiedErrorId | Should -BeLike 'StatusForbids,*'

        $null = Set-VmPackage broken -AdditionalDiskStorage ''
        $asked = New-VmAdditionalDisk $stuck
        $asked.LeadsTo | Should -Be 'set_created_additional_disk'
        $asked.NextCommand | Should -Be 'Set-VmAdditionalDiskSize'
        $null = $asked | Wait-ProvisionedService -TimeoutSec 60
        $done = & $asked.NextCommand $stuck -Continue | Wait-ProvisionedService -TimeoutSec 60
        $done.LocalStatus | Should -Be 'ready'
        "$($done.Status)" | Should -Be 'Active'
        (Get-Machine $done).status | Should -Be 'running'
        (Get-Outcome { Set-VmNetwork $done -Continue }).Errors[0] | Should -BeLike '*-Continue*ready*'
    }
}

Describe 'A server that never answers' {
    It 'is asked by what needs a stopped machine, until Ctrl+C' {
        $silent = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $silent.Start()
        $other = [powershell]::Create()
        try {
            $null = Set-ProvisioningServer dc1 -Endpoint "https://127.0.0.1:$($silent.LocalEndpoint.Port)"
            $null = $other.AddScript("Import-Module '$($shop.Manifest)'; Set-VmCpuRam $($web.Id)")
            $asking = $other.BeginInvoke()
            Wait-Until { $silent.Pending() }
            $asking.IsCompleted | Should -BeFalse
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $other.Stop()
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 3
            (Get-ProvisionedService $web.Id).Operation | Should -BeNullOrEmpty
        }
        finally {
            $other.Dispose()
            $silent.Stop()
            $null = Set-ProvisioningServer dc1 -Endpoint $shop.Lab.url
        }
    }
}

Describe 'The log' {
    It 'is no empty answer for a service that does not exist' {
        $outcome = Get-Outcome { Get-ProvisioningLog 9999; Get-ProvisioningLog 9999 -RemoteCall; Get-ProvisioningOperation 9999 }
        $outcome.Errors.FullyQualifiedErrorId -replace ',.*' | Should -Be 'ServiceNotFound', 'ServiceNotFound', 'ServiceNotFound'
    }

    It 'shows which attempt a call was' {
        Get-ProvisioningLog -RemoteCall -Last 1 | Format-Table | Out-String | Should -Match 'Status +Attempt +Ms'
    }
}

Describe 'Removal' {
    It 'of the machine alone keeps the service, and the clone makes it anew' {
        $null = Stop-ProvisionedVm $db -Force | Wait-ProvisionedService -TimeoutSec 60
        $null = Remove-VmInstance $db -Confirm:$false | Wait-ProvisionedService -TimeoutSec 60
        { Get-Machine $db } | Should -Throw
        (Get-ProvisionedService $db.Id).IpAddresses | Should -Be $db.IpAddresses
        $null = Copy-VmTemplate $db | Wait-ProvisionedService -TimeoutSec 60
        (Get-Machine $db).status | Should -Be 'stopped'
    }

    It 'for good gives everything back' {
        $all = @(Get-ProvisionedService)
        Remove-Service $db -WhatIf
        (Get-ProvisionedService $db.Id).Operation | Should -BeNullOrEmpty
        $gone = @($all | Remove-Service -Confirm:$false | Wait-ProvisionedService -TimeoutSec 120)
        $gone.Count | Should -Be $all.Count
        $gone.Status | ForEach-Object { "$_" | Should -Be 'Terminated' }
        { Get-Machine $web } | Should -Throw
        (Get-IpPool public4).Used | Should -Be 0
        (Get-Outcome { Suspend-Service $web }).Errors.FullyQualifiedErrorId | Should -BeLike 'StatusForbids,*'
    }
}
