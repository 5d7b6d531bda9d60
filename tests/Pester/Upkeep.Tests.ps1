# Machines that exist: taken over, compared, mended, made anew, given passwords.

BeforeAll {
    # Null first, so that AfterAll finds it whatever fails here.
    $shop = $null
    Import-Module (Join-Path $PSScriptRoot 'Lab.psm1') -Force
    $shop = Start-LabShop @{ Cores = 2; MemoryGB = 4; SystemDiskGB = 10; MainDomain = 'example.com'; OsUser = 'admin' }

    # What another admin does on the server, beside the module.
    function Invoke-Api([string] $Method, [string] $Path, [hashtable] $Form) { Invoke-LabApi $shop $Method $Path $Form }

    function Wait-Api([string] $Upid) {
        $task = "/nodes/$($Upid.Split(':')[1])/tasks/$([uri]::EscapeDataString($Upid))/status"
        Wait-Until { (Invoke-Api GET $task).status -eq 'stopped' }
        (Invoke-Api GET $task).exitstatus | Should -Be 'OK'
    }

    function Get-Password([long] $Service) { (Get-ProvisionedService $Service -IncludeCredential).Credential.GetNetworkCredential().Password }

    $vm = New-ProvisionedVm small anna -HostName web | Wait-ProvisionedService -TimeoutSec 60
}

AfterAll { Stop-LabShop $shop }

Describe 'Get-OsTemplate' {
    It 'lists what there is and who uses it' {
        $template = Get-OsTemplate
        $template.VmId, $template.Name, $template.DiskGiB, $template.OsType | Should -Be 9000, 'debian-12', 2, 'l26'
        $template.Usable | Should -BeTrue
        $template.Packages | Should -Be 'small'
        (Get-ProvisioningServer | Get-OsTemplate -Usable).VmId | Should -Be 9000
        ($template | Format-Table | Out-String -Width 200) | Should -Match 'debian-12'
    }

    It 'tells which server is unknown' {
        (Get-Outcome { Get-OsTemplate nowhere }).Errors[0].FullyQualifiedErrorId | Should -BeLike 'ServerNotFound,*'
    }
}

Describe 'Compare-ProvisionedVm and Repair-ProvisionedVm' {
    It 'find nothing in a machine as it should be' {
        Compare-ProvisionedVm $vm | Should -BeNullOrEmpty
    }

    It 'find what differs, mend what can be mended, and restart only when allowed' {
        $net = (Invoke-Api GET "/nodes/pve1/qemu/$($vm.VmId)/config").net0
        Invoke-Api PUT "/nodes/pve1/qemu/$($vm.VmId)/config" @{ net0 = "$net,rate=5"; cores = 1 } | Out-Null
        $found = @(Compare-ProvisionedVm)
        $found.Property | Should -Be 'cores', 'net0.rate'
        $found[0].Expected, $found[0].Actual, $found[0].NeedsStop | Should -Be '2', '1', $true
        ($found | Format-Table | Out-String -Width 200) | Should -Match 'restart'

        @($found | Repair-ProvisionedVm -WhatIf) | Should -BeNullOrEmpty
        @($found | Repair-ProvisionedVm | Wait-ProvisionedService -TimeoutSec 60).Count | Should -Be 1
        (Compare-ProvisionedVm).Property | Should -Be 'cores'
        Compare-ProvisionedVm -Repairable | Repair-ProvisionedVm -AllowRestart | Wait-ProvisionedService -TimeoutSec 60 | Out-Null
        Compare-ProvisionedVm | Should -BeNullOrEmpty
        (Get-ProvisionedService $vm.Id).LocalStatus | Should -Be 'ready'
    }
}

Describe 'Reset-VmPassword' {
    It 'gives a new one, shown only by the credential' {
        $old = Get-Password $vm.Id
        # The guest has to have booted for its agent to answer.
        Wait-Until { try { Invoke-Api POST "/nodes/pve1/qemu/$($vm.VmId)/agent/ping" | Out-Null; $true } catch { $false } }
        $verbose = & { Reset-VmPassword $vm -Verbose | Wait-ProvisionedService -TimeoutSec 60 } 4>&1 | Out-String
        $new = Get-Password $vm.Id
        $new | Should -Not -Be $old
        $verbose | Should -Not -Match ([regex]::Escape($new))
        Get-ProvisioningLog | ConvertTo-Json -Depth 6 | Should -Not -Match ([regex]::Escape($new))
        Get-ProvisioningLog -RemoteCall | ConvertTo-Json -Depth 6 | Should -Not -Match ([regex]::Escape($new))
        Get-ProvisioningLog -RemoteCall | Where-Object Path -like '*set-user-password' | Should -Not -BeNullOrEmpty
    }

    It 'takes a chosen one, and refuses one that is too short' {
        Reset-VmPassword $vm -OsPassword (ConvertTo-SecureString 'Chosen-1' -AsPlainText -Force) | Wait-ProvisionedService -TimeoutSec 60 | Out-Null
        Get-Password $vm.Id | Should -Be 'Chosen-1'
        (Get-Outcome { Reset-VmPassword $vm -OsPassword (ConvertTo-SecureString 'abc' -AsPlainText -Force) }).Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidValue,*'
    }
}

Describe 'Install-ProvisionedVm' {
    It 'makes the machine anew and keeps who it is' {
        $mac = (Invoke-Api GET "/nodes/pve1/qemu/$($vm.VmId)/config").net0 -replace ',.*'
        $password = Get-Password $vm.Id
        $again = Install-ProvisionedVm $vm -Confirm:$false
        $again.LocalStatus | Should -Be 'reinstall'
        $again = $again | Wait-ProvisionedService -TimeoutSec 60
        $again.LocalStatus, $again.VmId, "$($again.IpAddresses)" | Should -Be 'ready', $vm.VmId, "$($vm.IpAddresses)"
        (Invoke-Api GET "/nodes/$($again.Node)/qemu/$($vm.VmId)/config").net0 -replace ',.*' | Should -Be $mac
        Get-Password $vm.Id | Should -Not -Be $password
        Compare-ProvisionedVm | Should -BeNullOrEmpty
    }

    It 'refuses a template that does not exist, also under -WhatIf' {
        (Get-Outcome { Install-ProvisionedVm $vm -OsTemplate 4711 -WhatIf }).Errors[0].FullyQualifiedErrorId | Should -BeLike 'TemplateNotFound,*'
        (Get-Outcome { Install-ProvisionedVm $vm -OsTemplate 4711 -Confirm:$false }).Errors[0].FullyQualifiedErrorId | Should -BeLike 'TemplateNotFound,*'
    }
}

Describe 'Register-ProvisionedVm' {
    BeforeAll {
        Wait-Api (Invoke-Api POST '/nodes/pve1/qemu/9000/clone' @{ newid = 555; name = 'old.example.org'; description = 'the shop of anna' })
        Invoke-Api PUT '/nodes/pve1/qemu/555/config' @{ ipconfig0 = 'ip=203.0.113.9/28,gw=203.0.113.1'; ciuser = 'shop' } | Out-Null
        'Server,VmId,Package,Client', 'dc1,555,small,anna', 'dc1,9000,small,anna', "dc1,$($vm.VmId),small,anna" | Set-Content (Join-Path $shop.Folder 'machines.csv')
    }

    It 'tells what it would record, and changes nothing' {
        (Get-Outcome { Import-Csv (Join-Path $shop.Folder 'machines.csv') | Register-ProvisionedVm -WhatIf }).Output | Should -BeNullOrEmpty
        (Invoke-Api GET '/nodes/pve1/qemu/555/config').description | Should -Be 'the shop of anna'
        @(Get-ProvisionedService).Count | Should -Be 1
    }

    It 'takes what can be taken and refuses the rest' {
        $outcome = Get-Outcome { Import-Csv (Join-Path $shop.Folder 'machines.csv') | Register-ProvisionedVm | Wait-ProvisionedService -TimeoutSec 60 }
        $outcome.Errors.FullyQualifiedErrorId -replace ',.*' | Should -Be 'InvalidValue', 'RemoteIdTaken'
        $taken = $outcome.Output[0]
        $taken.LocalStatus, "$($taken.Status)", $taken.Fqdn, $taken.VmId, "$($taken.IpAddresses)" | Should -Be 'ready', 'Active', 'old.example.org', 555, '203.0.113.9'
        (Invoke-Api GET '/nodes/pve1/qemu/555/config').description | Should -BeLike "the shop of anna*provisioning-mark: store=*service=$($taken.Id) vmid=555*"
        (Get-IpAssignment | Where-Object Address -eq '203.0.113.9').Pool | Should -Be 'public4'
        # From here on it is compared and mended like any other.
        Compare-ProvisionedVm $taken | Should -Not -BeNullOrEmpty
        Compare-ProvisionedVm $taken | Repair-ProvisionedVm -AllowRestart -WarningAction SilentlyContinue | Wait-ProvisionedService -TimeoutSec 60 | Out-Null
        @(Compare-ProvisionedVm $taken | Where-Object Repairable) | Should -BeNullOrEmpty
    }
}
