#requires -Version 7.4
<#
.SYNOPSIS
Runs the Pester suite and writes "passed failed skipped" to a file.
#>
param([Parameter(Mandatory)] [string] $Counts)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.0

$result = Invoke-Pester -Configuration @{
    Run    = @{ Path = $PSScriptRoot; PassThru = $true }
    Output = @{ Verbosity = 'Normal' }
}
# A block or file that could not even start has no failed test in it, but it is a failure.
$broken = $result.FailedBlocksCount + $result.FailedContainersCount
"$($result.PassedCount) $($result.FailedCount + $broken) $($result.SkippedCount + $result.NotRunCount)" | Set-Content -LiteralPath $Counts
exit [int]($result.Result -ne 'Passed')
