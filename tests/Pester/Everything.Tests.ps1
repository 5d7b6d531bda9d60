# Nothing is left out: every cmdlet meets a real PowerShell in some test here, and those that no other test needs do so in this one.

BeforeDiscovery {
    $root = Split-Path (Split-Path $PSScriptRoot)
    $cmdlets = (Import-PowerShellDataFile (Join-Path $root 'out/Provisioning/Provisioning.psd1')).CmdletsToExport | ForEach-Object { @{ Cmdlet = $_ } }
}

BeforeAll {
    # Null first, so that AfterAll finds it whatever fails here.
    $shop = $null
    Import-Module (Join-Path $PSScriptRoot 'Lab.psm1') -Force
    $shop = Start-LabShop @{ Cores = 2; MemoryGB = 4; SystemDiskGB = 10; AdditionalDiskGB = 5; MainDomain = 'example.com' }
    $vm = New-ProvisionedVm small anna -HostName web | Wait-ProvisionedService -TimeoutSec 120
}

AfterAll { Stop-LabShop $shop }

Describe 'Every cmdlet' {
    BeforeAll {
        $called = Get-ChildItem $PSScriptRoot -Filter *.Tests.ps1 | ForEach-Object {
            $tree = [Management.Automation.Language.Parser]::ParseFile($_.FullName, [ref] $null, [ref] $null)
            $tree.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true) | ForEach-Object GetCommandName
        }
    }

    It 'is called by a test: <Cmdlet>' -ForEach $cmdlets {
        $Cmdlet | Should -BeIn $called
    }

    It 'is explained, with an example: <Cmdlet>' -ForEach $cmdlets {
        $help = Get-Help $Cmdlet -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterOrEqual 1
    }
}

Describe 'The store' {
    It 'says where it is, and is copied' {
        (Get-ProvisioningStore).Path | Should -Be $env:PROVISIONING_STATE
        $copy = Join-Path $shop.Folder 'copy.db'
        $null = Backup-ProvisioningStore $copy
        (Get-Item $copy).Length | Should -BeGreaterThan 0
    }
}

Describe 'Records' {
    It 'of pools and clients are changed' {
        (Set-IpPool public4 -DnsServer 203.0.113.2 -PassThru).DnsServers | Should -Be '203.0.113.2'
        (Set-ProvisioningClient anna -Email anna@example.com -PassThru).Email | Should -Be 'anna@example.com'
    }
}

Describe 'A command that forces one thing' {
    It 'leaves a machine that runs ready: <_>' -ForEach @(
        'Set-VmDedicatedIp', 'Set-VmSystemDiskSize', 'Set-VmSystemDiskBandwidth', 'New-VmAdditionalDisk', 'Set-VmAdditionalDiskSize',
        'Set-VmAdditionalDiskBandwidth', 'Set-VmNetwork', 'Set-VmFirewall'
    ) {
        $ended = & $_ $vm.Id | Wait-ProvisionedService -TimeoutSec 60
        "$($ended.LocalStatus) $($ended.LastError)" | Should -Be 'ready '
    }

    It 'waits for nothing that must be off first' {
        { Set-VmCloudInit $vm.Id -ErrorAction Stop } | Should -Throw -ErrorId 'MachineRunning,*'
        $null = Stop-ProvisionedVm $vm.Id -Force | Wait-ProvisionedService -TimeoutSec 60
        foreach ($command in 'Set-VmCpuRam', 'Set-VmCloudInit') {
            (& $command $vm.Id | Wait-ProvisionedService -TimeoutSec 60).LocalStatus | Should -Be 'ready'
        }
        $null = Start-ProvisionedVm $vm.Id | Wait-ProvisionedService -TimeoutSec 60
    }

    It 'is each of these' {
        # By name, so that each is known to be called.
        Set-VmDedicatedIp $vm.Id -WhatIf; Set-VmSystemDiskSize $vm.Id -WhatIf; Set-VmSystemDiskBandwidth $vm.Id -WhatIf; New-VmAdditionalDisk $vm.Id -WhatIf
        Set-VmAdditionalDiskSize $vm.Id -WhatIf; Set-VmAdditionalDiskBandwidth $vm.Id -WhatIf; Set-VmNetwork $vm.Id -WhatIf; Set-VmFirewall $vm.Id -WhatIf
        (Get-ProvisionedService $vm.Id).Operation | Should -BeNullOrEmpty
    }
}

Describe 'DNS without a zone' {
    It 'owns nothing, misses nothing, and knows what addresses would point back to' {
        Get-DnsRecord | Should -BeNullOrEmpty
        Compare-DnsRecord | Should -BeNullOrEmpty
        (Get-ReverseDns -Address $vm.IpAddresses[0]).HostName | Should -Be 'web.example.com.'
    }
}

Describe 'Remove-ProvisionedService' {
    It 'ends it for good' {
        "$((Remove-ProvisionedService $vm.Id -Confirm:$false | Wait-ProvisionedService -TimeoutSec 60).Status)" | Should -Be 'Terminated'
    }
}
