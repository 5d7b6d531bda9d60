# Snapshots, backups and their weekly schedules on a machine of the Lab, as an admin uses them.

BeforeAll {
    # Null first, so that AfterAll finds it whatever fails here.
    $shop = $null
    Import-Module (Join-Path $PSScriptRoot 'Lab.psm1') -Force
    $shop = Start-LabShop @{ Cores = 2; MemoryGB = 2; SystemDiskGB = 4; Snapshots = 2; Backups = 2; BackupStorage = 'shared1' }
    $vm = New-ProvisionedVm small anna -HostName web | Wait-ProvisionedService -TimeoutSec 120
}

AfterAll { Stop-LabShop $shop }

Describe 'Snapshots' {
    It 'are taken with a note, and listed' {
        $ended = $vm | New-ProvisionedVmSnapshot -Name before -Note 'before the upgrade' | Wait-ProvisionedService -TimeoutSec 60
        $ended.LocalStatus | Should -Be 'ready'
        $shown = $vm | Get-ProvisionedVmSnapshot
        $shown.Name | Should -Be 'before'
        $shown.Note | Should -Be 'before the upgrade'
        $shown.IsOurs | Should -BeTrue
        $shown.IsCurrent | Should -BeTrue
        ($shown | Out-String -Width 200) | Should -Match 'before the upgrade'
    }

    It 'are refused beyond the quota, and rotate when asked' {
        $null = New-ProvisionedVmSnapshot $vm second | Wait-ProvisionedService -TimeoutSec 60
        $outcome = Get-Outcome { New-ProvisionedVmSnapshot $vm third }
        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Errors[0].FullyQualifiedErrorId | Should -BeLike 'QuotaReached,*'
        "$($outcome.Errors[0].CategoryInfo.Category)" | Should -Be 'QuotaExceeded'
        $outcome.Errors[0].TargetObject | Should -Be $vm.Id
        $null = New-ProvisionedVmSnapshot $vm third -Rotate | Wait-ProvisionedService -TimeoutSec 60
        (Get-ProvisionedVmSnapshot $vm).Name | Should -Be 'second', 'third'
        (Get-ProvisionedVmSnapshot $vm 'th*').Name | Should -Be 'third'
    }

    It 'bring the machine back, which runs on with the values of its package' {
        Restore-ProvisionedVmSnapshot $vm second -WhatIf | Should -BeNullOrEmpty
        (Get-ProvisionedService $vm.Id).Operation | Should -BeNullOrEmpty
        $null = Get-ProvisionedVmSnapshot $vm second | Restore-ProvisionedVmSnapshot -Confirm:$false | Wait-ProvisionedService -TimeoutSec 60
        $now = Get-ProvisionedService $vm.Id
        $now.LocalStatus | Should -Be 'ready'
        $now.RemoteStatus | Should -Be 'running'
        (Get-ProvisionedVmSnapshot $vm | Where-Object IsCurrent).Name | Should -Be 'second'
    }

    It 'go one by one through the pipeline' {
        $null = Get-ProvisionedVmSnapshot | Remove-ProvisionedVmSnapshot -Confirm:$false | Wait-ProvisionedService -TimeoutSec 60
        Get-ProvisionedVmSnapshot $vm | Should -BeNullOrEmpty
        $outcome = Get-Outcome { Restore-ProvisionedVmSnapshot $vm second -Confirm:$false }
        $outcome.Errors[0].FullyQualifiedErrorId | Should -BeLike 'SnapshotNotFound,*'
    }

    It 'ask before anything is lost, and -WhatIf tells what would be refused' {
        (Get-Command Restore-ProvisionedVmSnapshot).Parameters.Keys | Should -Contain 'Confirm'
        $outcome = Get-Outcome { Restore-ProvisionedVmSnapshot $vm second -WhatIf }
        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Errors[0].FullyQualifiedErrorId | Should -BeLike 'SnapshotNotFound,*'
        (Get-ProvisionedService $vm.Id).Operation | Should -BeNullOrEmpty
    }
}

Describe 'Backups' {
    It 'are made with a note on the package''s storage, and listed' {
        $null = $vm | New-ProvisionedVmBackup -Note 'before the move' -Mode Stop | Wait-ProvisionedService -TimeoutSec 120
        $shown = Get-ProvisionedVmBackup $vm
        $shown.Note | Should -Be 'before the move'
        $shown.Storage | Should -Be 'shared1'
        $shown.IsOurs | Should -BeTrue
        ($shown | Out-String -Width 200) | Should -Match 'vzdump-qemu-'
    }

    It 'are refused on a storage that is none' {
        $outcome = Get-Outcome { New-ProvisionedVmBackup $vm -Storage nosuch }
        $outcome.Errors[0].FullyQualifiedErrorId | Should -BeLike 'NoBackupStorage,*'
        "$($outcome.Errors[0])" | Should -Match 'local, shared1'
    }

    It 'bring the machine back' {
        $null = Get-ProvisionedVmBackup $vm | Restore-ProvisionedVmBackup -Confirm:$false | Wait-ProvisionedService -TimeoutSec 120
        $now = Get-ProvisionedService $vm.Id
        "$($now.LocalStatus) $($now.RemoteStatus)" | Should -Be 'ready running'
        $now.IpAddresses | Should -Be $vm.IpAddresses
    }

    It 'are removed by what was listed' {
        $null = Get-ProvisionedVmBackup | Remove-ProvisionedVmBackup -Confirm:$false | Wait-ProvisionedService -TimeoutSec 60
        Get-ProvisionedVmBackup | Should -BeNullOrEmpty
    }
}

Describe 'Weekly schedules' {
    It 'name days, time and zone' {
        $set = Set-ProvisionedVmBackupSchedule $vm -At 03:00 -Day Monday, Friday -TimeZone Europe/Riga
        $set.Times.Count | Should -Be 2
        $set.TimeZone | Should -Be 'Europe/Riga'
        $set.NextAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow)
        (Get-ProvisionedVmBackupSchedule $vm | Out-String -Width 200) | Should -Match 'Mon 03:00, Fri 03:00'
        $null = Set-ProvisionedVmSnapshotSchedule $vm -Times @{ Sunday = '04:30' } -TimeZone UTC
        (Get-ProvisionedVmSnapshotSchedule).TimeZone | Should -Be 'UTC'
    }

    It 'are taken away' {
        $null = $vm | Set-ProvisionedVmBackupSchedule -Disable
        Get-ProvisionedVmBackupSchedule | Should -BeNullOrEmpty
    }

    It 'are refused for a zone that there is not' {
        $outcome = Get-Outcome { Set-ProvisionedVmBackupSchedule $vm -At 03:00 -TimeZone Nowhere/Nothing }
        $outcome.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidValue,*'
    }
}
