# The module that a build laid out, in a real PowerShell. Each import happens in a child process: what a process has
# loaded it never forgets.

BeforeDiscovery {
    $root = Split-Path (Split-Path $PSScriptRoot)
    $doors = @(
        @{ Door = 'the checkout'; Path = Join-Path $root 'Provisioning.psd1' }
        @{ Door = 'the laid-out module'; Path = Join-Path $root 'out/Provisioning/Provisioning.psd1' }
    )
}

BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    $manifest = Join-Path $root 'out/Provisioning/Provisioning.psd1'
    $data = Import-PowerShellDataFile $manifest
    $pwsh = (Get-Process -Id $PID).Path

    # Runs a script in a new PowerShell and returns what it writes, as objects.
    function Invoke-Fresh([string] $Path, [string] $Script) {
        $command = "`$ErrorActionPreference = 'Stop'; `$path = '$($Path -replace "'", "''")'; & { $Script } | ConvertTo-Json -Depth 4 -AsArray"
        $text = & $pwsh -NoProfile -NonInteractive -OutputFormat Text -Command $command 2>&1 | Out-String
        if ($LASTEXITCODE -ne 0) { throw $text }
        # No further pipe: ConvertFrom-Json would be enumerated twice for an array of one.
        , @($text | ConvertFrom-Json)
    }
}

Describe 'Import from <Door>' -ForEach $doors {
    It 'exports exactly what the manifest names' {
        $names = Invoke-Fresh $Path 'Import-Module $path; (Get-Command -Module Provisioning).Name | Sort-Object'
        @($names) | Should -Be @($data.CmdletsToExport | Sort-Object)
    }

    It 'loads nothing but the cmdlets and the words they speak' {
        $loaded = Invoke-Fresh $Path @'
            $before = [AppDomain]::CurrentDomain.GetAssemblies()
            Import-Module $path
            [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_ -notin $before -and $_.Location -like '*Provisioning*' } |
                ForEach-Object { $_.GetName().Name } | Sort-Object
'@
        $loaded | Should -BeIn @('Provisioning.Cmdlets', 'Provisioning.Contracts')
        $loaded | Should -Contain 'Provisioning.Cmdlets'
    }

    It 'comes again, with -Force and after removal' {
        $counts = Invoke-Fresh $Path @'
            $count = { @(Get-Command -Module Provisioning).Count }
            Import-Module $path; & $count
            Import-Module $path; & $count
            Import-Module $path -Force; & $count
            Remove-Module Provisioning; & $count
            Import-Module $path; & $count
'@
        $all = $data.CmdletsToExport.Count
        $counts | Should -Be @($all, $all, $all, 0, $all)
    }

    It 'takes a prefix, so that it can live beside cmdlets of the same names' {
        $names = Invoke-Fresh $Path 'Import-Module $path -Prefix Px; (Get-Command -Module Provisioning).Name | Sort-Object'
        @($names) | Should -Be @($data.CmdletsToExport -replace '-', '-Px' | Sort-Object)
    }

    It 'has help for every cmdlet and every parameter' {
        $missing = Invoke-Fresh $Path @'
            Import-Module $path
            $common = [Management.Automation.PSCmdlet]::CommonParameters
            foreach ($command in Get-Command -Module Provisioning) {
                $help = Get-Help $command.Name -Full
                if (-not ($help.description | Out-String).Trim()) { "$($command.Name): no description" }
                if (-not $help.examples) { "$($command.Name): no example" }
                $described = @($help.parameters.parameter | Where-Object { ($_.description | Out-String).Trim() } | ForEach-Object name)
                foreach ($parameter in $command.Parameters.Keys) {
                    if ($parameter -notin $common -and $parameter -notin $described) { "$($command.Name) -${parameter}: no help" }
                }
            }
            'looked'
'@
        $missing | Should -Be 'looked'
    }
}

Describe 'Manifest' {
    It 'is valid' {
        $info = Test-ModuleManifest $manifest
        $info.PowerShellVersion | Should -Be '7.4'
        $info.CompatiblePSEditions | Should -Be 'Core'
        $info.ExportedCommands.Count | Should -Be $data.CmdletsToExport.Count
    }

    It 'has the version of the checkout' {
        (Import-PowerShellDataFile (Join-Path $root 'Provisioning.psd1')).ModuleVersion | Should -Be $data.ModuleVersion
    }
}
