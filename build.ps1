<#
.SYNOPSIS
Builds, tests or packs the module; all work is MSBuild's, this is the door to it.
.PARAMETER Task
Build lays out the importable module in out/Provisioning. Test builds and runs every suite. Pack builds and writes
out/Provisioning.<version>.zip, to be unpacked into a folder of $env:PSModulePath.
.EXAMPLE
./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Pack')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Invoke-Native([string] $Program, [string[]] $Arguments) {
    & $Program $Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program $Arguments ended with exit code $LASTEXITCODE." }
}

Push-Location $PSScriptRoot
try {
    Invoke-Native dotnet 'build', 'Provisioning.sln', '--configuration', $Configuration
    switch ($Task) {
        'Test' {
            Invoke-Native dotnet 'test', 'Provisioning.sln', '--configuration', $Configuration, '--no-build'
            $counts = New-Item -ItemType Directory -Force TestResults | Join-Path -ChildPath pester.txt
            Invoke-Native pwsh '-NoProfile', '-NonInteractive', '-File', 'tests/Pester/run.ps1', '-Counts', $counts
        }
        'Pack' {
            Invoke-Native dotnet 'build', 'src/Provisioning.Cmdlets', '--configuration', $Configuration, '-t:PackModule'
        }
    }
}
finally {
    Pop-Location
}
