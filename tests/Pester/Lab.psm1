Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

<#
.SYNOPSIS
Starts the simulated data centre as a process of its own and returns what its first line (JSON) says, with the process.
#>
function Start-Lab {
    [CmdletBinding()]
    param(
        # More arguments for `provisioning lab`.
        [string[]] $ArgumentList = @(),
        [timespan] $Timeout = '00:01:00'
    )

    $root = Split-Path (Split-Path $PSScriptRoot)
    $dll = Get-ChildItem (Join-Path $root 'src/Provisioning.Cli/bin') -Recurse -Filter provisioning.dll |
        Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $dll) { throw 'The command line program is not built: dotnet build Provisioning.sln' }

    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    foreach ($argument in @($dll.FullName, 'lab') + $ArgumentList) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardInput = $true
    $process = [Diagnostics.Process]::Start($start)
    try {
        $line = $process.StandardOutput.ReadLineAsync()
        if (-not $line.Wait($Timeout)) { throw "The Lab said nothing within $Timeout." }
        if (-not $line.Result) { throw "The Lab ended without a word, exit code $($process.ExitCode)." }
        $line.Result | ConvertFrom-Json | Add-Member -NotePropertyName Process -NotePropertyValue $process -PassThru
    }
    catch {
        Stop-Lab ([pscustomobject]@{ Process = $process })
        throw
    }
}

<#
.SYNOPSIS
Ends a Lab, and only that one. Takes null too, so that AfterAll can call it whatever became of BeforeAll.
#>
function Stop-Lab {
    [CmdletBinding()]
    param([AllowNull()] [object] $Lab)

    if ($null -eq $Lab) { return }
    if (-not $Lab.Process.HasExited) {
        $Lab.Process.Kill($true)
        $Lab.Process.WaitForExit()
    }
    $Lab.Process.Dispose()
}

Export-ModuleMember -Function Start-Lab, Stop-Lab
