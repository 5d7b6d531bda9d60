# The whole life of a virtual machine, as one admin would lead it through: the module in this PowerShell, the Lab in a process of its own.

BeforeAll {
    # Null first, so that AfterAll finds it whatever fails here.
    $shop = $null
    Import-Module (Join-Path $PSScriptRoot 'Lab.psm1') -Force
    $shop = Start-LabShop @{ Cores = 2; MemoryGB = 4; SystemDiskGB = 10; MainDomain = 'example.com'; Snapshots = 2; Backups = 2; BackupStorage = 'shared1' }

    # What the server says of the machine, past the module; null when it has none.
    function Get-Machine([int] $VmId, [string] $What = 'status/current') {
        $found = Invoke-LabApi $shop GET '/cluster/resources?type=vm' | Where-Object vmid -eq $VmId
        if ($found) { Invoke-LabApi $shop GET "/nodes/$($found.node)/qemu/$VmId/$What" }
    }
}

AfterAll { Stop-LabShop $shop }

Describe 'The whole life of a virtual machine' {
    It 'goes from its order over every button to its end' {
        $wait = @{ TimeoutSec = 120 }

        # order -> ready
        $vm = New-ProvisionedVm small anna -HostName web | Wait-ProvisionedService @wait
        "$($vm.Status) $($vm.LocalStatus)" | Should -Be 'Active ready'
        (Get-Machine $vm.VmId).status | Should -Be 'running'
        $address = $vm.IpAddresses[0]
        $mac = (Get-Machine $vm.VmId config).net0 -replace '.*=((?:[0-9A-F]{2}:){5}[0-9A-F]{2}).*', '$1'
        $password = (Get-ProvisionedService $vm.Id -IncludeCredential).Credential.GetNetworkCredential().Password

        # change package
        "$(($vm | Set-ServicePackage -Cores 4 -MemoryGB 8 | Wait-ProvisionedService @wait).LocalStatus)" | Should -Be 'ready'
        $config = Get-Machine $vm.VmId config
        "$($config.cores) $($config.memory)" | Should -Be '4 8192'
        (Get-Machine $vm.VmId).status | Should -Be 'running'

        # snapshot
        $null = $vm | New-ProvisionedVmSnapshot -Name before -Note 'before the upgrade' | Wait-ProvisionedService @wait
        ($vm | Get-ProvisionedVmSnapshot).Name | Should -Be 'before'

        # backup
        $null = $vm | New-ProvisionedVmBackup -Note 'before the move' | Wait-ProvisionedService @wait
        $backup = $vm | Get-ProvisionedVmBackup
        $backup.Note | Should -Be 'before the move'

        # restore
        $null = $backup | Restore-ProvisionedVmBackup -Confirm:$false | Wait-ProvisionedService @wait
        (Get-ProvisionedService $vm.Id).LocalStatus | Should -Be 'ready'
        $config = Get-Machine $vm.VmId config
        "$($config.cores) $($config.memory)" | Should -Be '4 8192'
        $config.net0 | Should -BeLike "*$mac*"
        (Get-Machine $vm.VmId).status | Should -Be 'running'

        # reinstall
        $null = $vm | Install-ProvisionedVm -Confirm:$false | Wait-ProvisionedService @wait
        $now = Get-ProvisionedService $vm.Id -IncludeCredential
        "$($now.Status) $($now.LocalStatus) $($now.VmId)" | Should -Be "Active ready $($vm.VmId)"
        $now.IpAddresses[0] | Should -Be $address
        (Get-Machine $vm.VmId config).net0 | Should -BeLike "*$mac*"
        ($vm | Get-ProvisionedVmSnapshot) | Should -BeNullOrEmpty
        ($vm | Get-ProvisionedVmBackup).Volume | Should -Be $backup.Volume
        $now.Credential.GetNetworkCredential().Password | Should -Not -Be $password

        # suspend, resume
        "$(($vm | Suspend-Service | Wait-ProvisionedService @wait).Status)" | Should -Be 'Suspended'
        (Get-Machine $vm.VmId).status | Should -Be 'stopped'
        { $vm | Start-ProvisionedVm -ErrorAction Stop } | Should -Throw -ErrorId 'StatusForbids,*'
        "$(($vm | Resume-Service | Wait-ProvisionedService @wait).Status)" | Should -Be 'Active'
        (Get-Machine $vm.VmId).status | Should -Be 'running'

        # terminate
        $ended = $vm | Remove-Service -Confirm:$false | Wait-ProvisionedService @wait
        "$($ended.Status)" | Should -Be 'Terminated'
        $ended.AdminNotes | Should -BeLike "*$address*"
        Get-Machine $vm.VmId | Should -BeNullOrEmpty
        Get-IpAssignment -ServiceId $vm.Id | Should -BeNullOrEmpty
        (Invoke-LabApi $shop GET '/nodes/pve1/storage/shared1/content').volid | Where-Object { $_ -like "*-$($vm.VmId)-*" } | Should -BeNullOrEmpty

        # and the address may be had again
        (New-ProvisionedVm small anna -HostName next).IpAddresses[0] | Should -Be $address
    }
}
