Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Split-Path (Split-Path $PSScriptRoot)
$manifest = Join-Path $root 'out/Provisioning/Provisioning.psd1'

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
Ends a Lab, and only that one. Takes null too: a Lab that never came to be.
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

<#
.SYNOPSIS
Imports the laid-out module and points it to a store and a key of its own, in a new folder. Returns what Exit-TestStore needs to undo it:
Folder, and Manifest of the module.
#>
function Enter-TestStore {
    [CmdletBinding()]
    param()

    # Global: the tests use it, not this file alone.
    Import-Module $manifest -Force -Global
    $folder = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "provisioning-$([guid]::NewGuid())")).FullName
    $store = [pscustomobject]@{ Folder = $folder; Manifest = $manifest; Before = $env:PROVISIONING_STATE, $env:PROVISIONING_KEY }
    $env:PROVISIONING_STATE = Join-Path $folder 'provisioning.db'
    $env:PROVISIONING_KEY = [Convert]::ToBase64String([Security.Cryptography.RandomNumberGenerator]::GetBytes(32))
    $store
}

<#
.SYNOPSIS
Leaves a store as it was entered, and removes it. Takes null too, so that AfterAll can call it whatever became of BeforeAll.
#>
function Exit-TestStore {
    [CmdletBinding()]
    param([AllowNull()] [object] $Store)

    if ($null -eq $Store) { return }
    Remove-Module Provisioning -ErrorAction Ignore
    $env:PROVISIONING_STATE, $env:PROVISIONING_KEY = $Store.Before
    # The folder goes last: a store that is still being closed must not make the suite fail.
    Remove-Item $Store.Folder -Recurse -Force -ErrorAction Ignore
}

<#
.SYNOPSIS
Enters a store (Enter-TestStore) and starts a Lab (the demo scenario) for it. Returns the store with Lab, and Token to sign in there with.
What was begun is undone when the rest fails.
#>
function Start-LabShop {
    [CmdletBinding()]
    param(
        # Parameters of New-VmPackage. With them the shop is furnished: server dc1, pool public4 (203.0.113.0/28), package small on template
        # 9000 and client anna. Without them it is empty.
        [hashtable] $Package,
        # How many times faster than real things take in the Lab.
        [double] $Speed = 10
    )

    $shop = Enter-TestStore | Select-Object *, Lab, Token
    try {
        $shop.Lab = Start-Lab '--scenario', 'demo', '--speed', $Speed.ToString([cultureinfo]::InvariantCulture)
        $id, $secret = $shop.Lab.tokens[0] -split '=', 2
        $shop.Token = [pscredential]::new($id, (ConvertTo-SecureString $secret -AsPlainText -Force))
        if ($Package) {
            $null = Register-ProvisioningServer dc1 $shop.Lab.url -Credential $shop.Token -CertificateThumbprint $shop.Lab.fingerprint
            $null = New-IpPool public4 203.0.113.0/28 -Server dc1 -Gateway 203.0.113.1
            $null = New-VmPackage small -Server dc1 -OsTemplate 9000 @Package
            $null = New-ProvisioningClient anna
        }
        $shop
    }
    catch {
        Stop-LabShop $shop
        throw
    }
}

<#
.SYNOPSIS
Ends the Lab of a shop, and only that one, and leaves its store. Takes null too, so that AfterAll can call it whatever became of BeforeAll.
#>
function Stop-LabShop {
    [CmdletBinding()]
    param([AllowNull()] [object] $Shop)

    if ($null -eq $Shop) { return }
    Stop-Lab $Shop.Lab
    Exit-TestStore $Shop
}

<#
.SYNOPSIS
Asks or changes the server of a shop as another admin would, past the module, and returns the data of the answer.
#>
function Invoke-LabApi {
    [CmdletBinding()]
    param([object] $Shop, [string] $Method, [string] $Path, [hashtable] $Form)

    $headers = @{ Authorization = "PVEAPIToken=$($Shop.Lab.tokens[0])" }
    (Invoke-RestMethod "$($Shop.Lab.url)api2/json$Path" -Method $Method -Body $Form -Headers $headers -SkipHeaderValidation -SkipCertificateCheck).data
}

<#
.SYNOPSIS
Runs a pipeline that is expected to fail, and returns apart what it wrote: Errors, Warnings and Output.
#>
function Get-Outcome {
    [CmdletBinding()]
    param([scriptblock] $Script)

    # The script sees the preferences of the test that wrote it, not those of this file.
    $preferences = $PSCmdlet.SessionState.PSVariable
    $before = $preferences.GetValue('ErrorActionPreference')
    $preferences.Set('ErrorActionPreference', 'Continue')
    try { $all = @(& $Script 2>&1 3>&1) }
    finally { $preferences.Set('ErrorActionPreference', $before) }

    $errors, $rest = $all.Where({ $_ -is [Management.Automation.ErrorRecord] }, 'Split')
    $warnings, $output = $rest.Where({ $_ -is [Management.Automation.WarningRecord] }, 'Split')
    [pscustomobject]@{ Errors = @($errors); Warnings = @($warnings); Output = @($output) }
}

<#
.SYNOPSIS
Waits until a condition holds, and throws when it does not within a time.
#>
function Wait-Until {
    [CmdletBinding()]
    param([scriptblock] $Condition, [timespan] $Timeout = '00:00:30')

    $clock = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed -gt $Timeout) { throw "Not within ${Timeout}: $Condition" }
        Start-Sleep -Milliseconds 50
    }
}

<#
.SYNOPSIS
What Tab offers at the end of a line.
#>
function Get-Completion {
    [CmdletBinding()]
    param([string] $Line)

    (TabExpansion2 $Line $Line.Length).CompletionMatches | ForEach-Object CompletionText
}

Export-ModuleMember -Function Start-Lab, Stop-Lab, Enter-TestStore, Exit-TestStore, Start-LabShop, Stop-LabShop, Invoke-LabApi, Get-Outcome, Wait-Until, Get-Completion
