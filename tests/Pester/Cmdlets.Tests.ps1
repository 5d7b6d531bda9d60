# The cmdlets as an admin meets them, as far as that needs neither a store nor a server.

BeforeDiscovery {
    $root = Split-Path (Split-Path $PSScriptRoot)
    $pages = Get-ChildItem (Join-Path $root 'docs/cmdlets/en-US') -Filter *.md | ForEach-Object { @{ Name = $_.BaseName; Page = $_.FullName } }
}

BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    Import-Module (Join-Path $PSScriptRoot 'Lab.psm1') -Force
    Import-Module (Join-Path $root 'out/Provisioning/Provisioning.psd1') -Force
    $nowhere = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())
}

Describe 'Help of <Name>' -ForEach $pages {
    It 'has a synopsis, examples and words for each parameter' {
        $help = Get-Help $Name -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.examples.example.Count | Should -BeGreaterOrEqual 2
        $help.parameters.parameter | ForEach-Object { $_.description.Text | Should -Not -BeNullOrEmpty }
    }

    It 'shows only code that can be typed: known cmdlets and parameters' {
        foreach ($block in [regex]::Matches((Get-Content -Raw $Page), '(?ms)^```powershell\n(.*?)^```')) {
            $errors = $null
            $ast = [System.Management.Automation.Language.Parser]::ParseInput($block.Groups[1].Value, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
            foreach ($command in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $known = Get-Command $command.GetCommandName() -ErrorAction Stop
                $command.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] } |
                    ForEach-Object { { $known.ResolveParameter($_.ParameterName) } | Should -Not -Throw }
            }
        }
    }
}

Describe 'Tab' {
    It 'knows the words that never change' {
        Get-Completion 'Get-ProvisionedService -LocalStatus set_c' | Should -Be 'set_cpu_ram', 'set_created_additional_disk', 'set_cloudinit'
        Get-Completion 'New-ProvisionedVm small ann -Options cpu' | Should -Be "@{ 'CPU Cores' = 0 }"
        Get-Completion 'Set-VmPackage small -CloneType f' | Should -Be 'Full'
    }

    It 'has nothing to say, and makes nothing, where there is no store' {
        { Get-Completion "Get-VmPackage -StatePath $nowhere " } | Should -Not -Throw
        $nowhere | Should -Not -Exist
    }
}

Describe 'At the door' {
    It 'refuses <Line>' -ForEach @(
        @{ Line = 'New-VmPackage a -Vlan 4095'; Id = 'ParameterArgumentValidationError' }
        @{ Line = 'New-VmPackage a -MemoryGB 4GB'; Id = 'ParameterArgumentValidationError' }
        @{ Line = 'New-VmPackage a -FirstVmId 99'; Id = 'ParameterArgumentValidationError' }
        @{ Line = 'Invoke-ProvisioningTick -MaxConcurrency 0'; Id = 'ParameterArgumentValidationError' }
        @{ Line = 'Invoke-ProvisioningTick -TimeBudget 0'; Id = 'ParameterArgumentValidationError' }
        @{ Line = "New-VmPackage a -FirewallRule 'in allow tcp 22'"; Id = 'ParameterArgumentTransformationError' }
    ) {
        { & ([scriptblock]::Create($Line)) } | Should -Throw -ErrorId "$Id,*"
    }

    It 'takes rules as lines and tables under -WhatIf, and makes no store' {
        { New-VmPackage a -StatePath $nowhere -FirewallRule 'in accept tcp 22 # admins', @{ Direction = 'Out'; Action = 'Drop' } -WhatIf } | Should -Not -Throw
        $nowhere | Should -Not -Exist
    }

    It 'refuses a name where a service is meant, by its own error id' {
        Get-ProvisionedService Spooler -ErrorVariable refused -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $refused.FullyQualifiedErrorId | Should -BeLike 'NotAProvisionedService,*'
        "$refused" | Should -BeLike '*Microsoft.PowerShell.Management\Get-Service*'
        $refused[0].TargetObject | Should -Be 'Spooler'
    }
}
