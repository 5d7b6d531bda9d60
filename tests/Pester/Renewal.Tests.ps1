# Due dates, rules and the local status by hand: the module in this PowerShell, the Lab in a process of its own.

BeforeAll {
    # Null first, so that AfterAll finds it whatever fails here.
    $shop = $null
    Import-Module (Join-Path $PSScriptRoot 'Lab.psm1') -Force
    $shop = Start-LabShop @{ Cores = 1; MemoryGB = 1; SuspendAfterDays = 3; TerminateAfterDays = 30 }
    $vm = New-ProvisionedVm small anna -DueDate (Get-Date).AddDays(1) | Wait-ProvisionedService -TimeoutSec 60
}

AfterAll { Stop-LabShop $shop }

Describe 'A service that has to be paid for' {
    It 'has its date from the order, and its package the rules' {
        $vm.LocalStatus | Should -Be 'ready'
        $vm.DueDate | Should -BeGreaterThan ([DateTimeOffset]::Now)
        (Get-VmPackage small).SuspendAfterDays | Should -Be 3
        Invoke-ProvisioningTick -WhatIf | Should -BeNullOrEmpty
    }

    It 'is warned of and listed when a rule is to act, and nothing is done' {
        Set-ProvisionedService $vm.Id -DueDate (Get-Date).AddDays(-4) -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*begins Suspend*4 days overdue*'
        $listed = Invoke-ProvisioningTick -WhatIf
        $listed.Operation | Should -Be 'Suspend'
        $listed.Reason | Should -BeLike '*package small suspends after 3'
        ($listed | Format-Table | Out-String -Width 300) | Should -BeLike '*4 days overdue*'
        "$((Get-ProvisionedService $vm.Id).Status)" | Should -Be 'Active'
    }

    It 'is suspended by the tick' {
        $null = Invoke-ProvisioningTick
        $after = Wait-ProvisionedService $vm.Id -TimeoutSec 60
        "$($after.Status)", "$($after.SuspendedFor)", $after.RemoteStatus | Should -Be 'Suspended', 'Overdue', 'stopped'
        (Get-ProvisioningLog $vm.Id | Where-Object Operation -EQ 'Suspend' | Select-Object -First 1).Message | Should -BeLike '*days overdue*'
        ($after | Format-Table | Out-String -Width 300) | Should -BeLike '*stopped*'
        ($after | Format-List | Out-String) | Should -BeLike '*SuspendedFor*Overdue*'
    }

    It 'is resumed by a date that lies ahead' {
        (Set-ProvisionedService $vm.Id -DueDate (Get-Date).AddDays(30) -PassThru).Operation | Should -Be 'Resume'
        $after = Wait-ProvisionedService $vm.Id -TimeoutSec 60
        "$($after.Status)", $after.RemoteStatus, $after.SuspendedFor | Should -Be 'Active', 'running', $null
    }

    It 'is never due without a date, and keeps its notes' {
        Set-ProvisionedService $vm.Id -AdminNotes 'pays on Fridays'
        Set-ProvisionedService $vm.Id -DueDate $null
        $after = Get-ProvisionedService $vm.Id
        $after.DueDate, $after.AdminNotes | Should -Be $null, 'pays on Fridays'
        Set-VmPackage small -SuspendAfterDays $null -TerminateAfterDays $null
        (Get-VmPackage small).SuspendAfterDays | Should -BeNullOrEmpty
        { Set-VmPackage small -SuspendAfterDays 9 -TerminateAfterDays 5 -ErrorAction Stop } | Should -Throw -ErrorId 'ContradictoryValues,*'
    }
}

Describe 'Reset-ServiceStatus' {
    It 'puts the status where it is told and names what follows' {
        $reset = Reset-ServiceStatus $vm.Id clone -Confirm:$false
        $reset.LocalStatus, $reset.NextCommand | Should -Be 'clone', "Set-VmCpuRam $($vm.Id)"
        (Get-ProvisionedService $vm.Id).LocalStatus | Should -Be 'clone'
    }

    It 'goes on from there' {
        $after = Reset-ServiceStatus $vm.Id set_ip -Continue -Confirm:$false | Wait-ProvisionedService -TimeoutSec 60
        $after.LocalStatus, $after.VmId | Should -Be 'ready', $vm.VmId
    }

    It 'refuses what is no status, under -WhatIf too, and offers those that are' {
        { Reset-ServiceStatus $vm.Id nowhere -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidValue,*'
        { Reset-ServiceStatus $vm.Id nowhere -WhatIf -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidValue,*'
        Get-Completion 'Reset-ServiceStatus 1 -LocalStatus set_c' | Should -Be 'set_cpu_ram', 'set_created_additional_disk', 'set_cloudinit'
    }
}
