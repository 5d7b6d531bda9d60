# How the module speaks: refusals that lead on, tables that fit, what is told unasked, and -WhatIf that finds what is wrong.

BeforeAll {
    # Null first, so that AfterAll finds it whatever fails here.
    $shop = $null
    Import-Module (Join-Path $PSScriptRoot 'Lab.psm1') -Force
    $shop = Start-LabShop @{ Cores = 2; MemoryGB = 2; SystemDiskGB = 4; Snapshots = 1; Backups = 1; BackupStorage = 'shared1'; MainDomain = 'example.com' }

    # What only root may do on the server: a lock as a backup of the data centre's own leaves it.
    function Set-Lock([object] $Service, [string] $Lock) {
        $api = "$($shop.Lab.url)api2/json"
        $root = $shop.Lab.users[0]
        $ticket = (Invoke-RestMethod "$api/access/ticket" -Method Post -Body @{ username = $root.id; password = $root.password } -SkipCertificateCheck).data
        $form = if ($Lock) { @{ lock = $Lock } } else { @{ delete = 'lock'; skiplock = 1 } }
        $null = Invoke-RestMethod "$api/nodes/$($Service.Node)/qemu/$($Service.VmId)/config" -Method Put -Body $form -SkipCertificateCheck -Headers @{
            Cookie = "PVEAuthCookie=$($ticket.ticket)"; CSRFPreventionToken = $ticket.CSRFPreventionToken
        }
    }

    $null = New-VmPackage big -BasedOn small -SystemDiskGB 8
    $vm = New-ProvisionedVm small anna -HostName web | Wait-ProvisionedService -TimeoutSec 60
}

AfterAll { Stop-LabShop $shop }

Describe 'Options' {
    It 'that are assigned to a service are seen, and do not come back as a wish' {
        $null = Set-ServicePackage $vm -Options @{ 'CPU Cores' = 3; CPU = 1; 'RAM|Memory' = '4|4 GB' } | Wait-ProvisionedService -TimeoutSec 60
        $now = Get-ProvisionedService $vm.Id
        $now.AssignedOptions['CPU Cores'], $now.AssignedOptions['RAM'] | Should -Be '3', '4'
        ($now | Format-List | Out-String) | Should -Match 'AssignedOptions +: CPU Cores=3, RAM=4'
        $null = Set-ServicePackage $vm -WithdrawOption * | Wait-ProvisionedService -TimeoutSec 60
        $null = $now | Set-ServicePackage | Wait-ProvisionedService -TimeoutSec 60
        (Get-ProvisionedService $vm.Id).AssignedOptions.Count | Should -Be 0
    }
}

Describe 'A disk that would have to shrink' {
    It 'is told by whoever waits, and the rest is applied' {
        $null = Set-ServicePackage $vm big | Wait-ProvisionedService -TimeoutSec 60
        $outcome = Get-Outcome { Set-ServicePackage $vm small -MemoryGB 1 | Wait-ProvisionedService -TimeoutSec 60 }
        $outcome.Errors | Should -BeNullOrEmpty
        "$($outcome.Warnings)" | Should -BeLike "$($vm.Id) web.example.com: set_system_disk_size was left out: shrink not allowed*8G*4G is wanted*"
        $outcome.Output[0].Package | Should -Be 'small'
        (Get-ProvisioningLog $vm -Event Skipped | Where-Object ErrorId -EQ 'ShrinkRefused') | Should -Not -BeNullOrEmpty
        (Get-Outcome { Stop-ProvisionedVm $vm -Force | Start-ProvisionedVm | Wait-ProvisionedService -TimeoutSec 60 }).Warnings | Should -BeNullOrEmpty
    }
}

Describe 'Refusals' {
    It 'name the cmdlet that was typed, what was found, and what leads on' {
        $null = Reset-ServiceStatus $vm set_network -Confirm:$false
        foreach ($cmdlet in 'Set-VmNetwork', 'Start-ProvisionedVm', 'Restart-ProvisionedVm', 'Suspend-Service', 'Set-ServicePackage', 'Install-ProvisionedVm', 'New-ProvisionedVmSnapshot', 'Repair-ProvisionedVm') {
            $refused = (Get-Outcome { & $cmdlet $vm.Id -Confirm:$false }).Errors[0]
            $refused.FullyQualifiedErrorId | Should -BeLike 'StatusForbids,*'
            "$refused" | Should -BeLike "$cmdlet is refused*'set_network'*needs*Set-VmFirewall $($vm.Id) by hand*"
            "$($refused.CategoryInfo.Category)" | Should -Be 'InvalidOperation'
            $refused.TargetObject | Should -Be $vm.Id
            "$refused" | Should -Not -Match "`n"
        }
        $null = Reset-ServiceStatus $vm ready -Confirm:$false
    }
}

Describe 'A locked machine' {
    It 'is told of at 80 columns, and by whoever gives up waiting' {
        Set-Lock $vm backup
        $outcome = Get-Outcome { Restart-ProvisionedVm $vm | Wait-ProvisionedService -TimeoutSec 2 }
        "$($outcome.Errors[0])" | Should -BeLike '*(locked: backup)*'
        (Get-ProvisionedService $vm.Id | Format-Table | Out-String -Width 80) | Should -Match 'locked: backup'
        (Get-ProvisioningOperation -ServiceId $vm.Id | Format-Table | Out-String -Width 80) | Should -Match 'locked: backup'
        Set-Lock $vm ''
        (Wait-ProvisionedService $vm -TimeoutSec 120).RemoteStatus | Should -Be 'running'
    }
}

Describe '-WhatIf' {
    It 'finds what is wrong with a snapshot or backup, and asks for nothing' {
        $null = New-ProvisionedVmSnapshot $vm first | Wait-ProvisionedService -TimeoutSec 60
        $outcome = Get-Outcome {
            New-ProvisionedVmSnapshot $vm second -WhatIf
            New-ProvisionedVmSnapshot $vm first -Rotate -WhatIf
            Restore-ProvisionedVmSnapshot $vm nosuch -WhatIf
            Remove-ProvisionedVmSnapshot $vm nosuch -WhatIf
            New-ProvisionedVmBackup $vm -Storage nosuch -WhatIf
            Restore-ProvisionedVmBackup $vm shared1:backup/nosuch -WhatIf
            Remove-ProvisionedVmBackup $vm shared1:backup/nosuch -WhatIf
            New-ProvisionedVmSnapshot $vm second -Rotate -WhatIf
            New-ProvisionedVmBackup $vm -WhatIf
        }
        $outcome.Errors.FullyQualifiedErrorId -replace ',.*' | Should -Be 'QuotaReached', 'SnapshotExists', 'SnapshotNotFound', 'SnapshotNotFound', 'NoBackupStorage', 'BackupNotFound', 'BackupNotFound'
        $outcome.Output | Should -BeNullOrEmpty
        (Get-ProvisionedService $vm.Id).Operation | Should -BeNullOrEmpty
    }
}

Describe 'Compare-ProvisionedVm' {
    It 'is not silent about a machine that is being worked on' {
        $null = Stop-ProvisionedVm $vm
        $outcome = Get-Outcome { Compare-ProvisionedVm $vm }
        "$($outcome.Warnings)" | Should -BeLike "*not compared: Stop is under way*Wait-ProvisionedService $($vm.Id)*"
        $null = Start-ProvisionedVm $vm | Wait-ProvisionedService -TimeoutSec 60
        (Get-Outcome { Compare-ProvisionedVm $vm }).Warnings | Should -BeNullOrEmpty
    }
}

Describe 'A due date' {
    It 'warns of what it makes rules do, and of nothing else' {
        (Get-Outcome { Set-ProvisionedService $vm -DueDate (Get-Date).AddDays(30) }).Warnings | Should -BeNullOrEmpty
    }
}

Describe 'What is printed' {
    It 'keeps steps in one piece' {
        $text = Get-ProvisioningLog $vm | Format-Table | Out-String -Width 80
        $text | Should -Match 'set_system_disk_bandwidth: '
    }

    It 'is short where an object stands for itself' {
        "$vm" | Should -Be "$($vm.Id) web.example.com"
        $asked = Set-VmNetwork $vm
        "$($asked.Request) $($asked.Service)" | Should -Be "Set-VmNetwork $($vm.Id) web.example.com"
        $null = $asked | Wait-ProvisionedService -TimeoutSec 60
        "$([Provisioning.ProvisioningError]::new('NoFreeAddress', 'Quota', 'None is free.', $null, $false))" | Should -Be 'NoFreeAddress: None is free.'
    }
}

Describe 'A machine that was removed' {
    It 'needs no stop, and is no trouble to a look at all' {
        $null = Stop-ProvisionedVm $vm -Force | Wait-ProvisionedService -TimeoutSec 60
        $null = Remove-VmInstance $vm -Confirm:$false | Wait-ProvisionedService -TimeoutSec 60
        (Get-Outcome { Get-ProvisionedVmSnapshot }).Errors | Should -BeNullOrEmpty
        "$((Get-Outcome { Get-ProvisionedVmSnapshot $vm }).Errors[0])" | Should -BeLike "*no machine yet*'set_ip'*Copy-VmTemplate*"
        $null = Stop-ProvisionedVm $vm
        $ended = Copy-VmTemplate $vm -Continue | Wait-ProvisionedService -TimeoutSec 60
        $ended.LocalStatus, $ended.RemoteStatus | Should -Be 'ready', 'running'
    }

    It 'is spoken of as what it is when the service is terminated' {
        $null = Remove-Service $vm -Confirm:$false | Wait-ProvisionedService -TimeoutSec 60
        "$((Get-Outcome { Get-ProvisionedVmBackup $vm }).Errors[0])" | Should -BeLike '*is terminated and has no machine any more*'
        "$((Get-Outcome { Start-ProvisionedVm $vm.Id }).Errors[0])" | Should -BeLike '*Nothing is left of it; order a new one*'
    }
}
