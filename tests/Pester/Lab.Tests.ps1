# What the suites stand on: whoever starts a Lab ends it, also when the rest of the setup fails.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Lab.psm1') -Force

    # What a shop takes and has to give back.
    function Get-Held {
        Get-Process dotnet -ErrorAction Ignore | Where-Object { $_.Parent -and $_.Parent.Id -eq $PID } | ForEach-Object Id
        "$env:PROVISIONING_STATE $env:PROVISIONING_KEY"
        Get-Module Provisioning | ForEach-Object Name
    }
}

Describe 'A shop' {
    It 'that is stopped gives back what it took' {
        $before = Get-Held
        $shop = Start-LabShop
        try {
            $shop.Lab.Process.Id | Should -BeIn (Get-Held)
            $env:PROVISIONING_STATE | Should -BeLike "$($shop.Folder)*"
        }
        finally { Stop-LabShop $shop }
        Get-Held | Should -Be $before
        $shop.Folder | Should -Not -Exist
    }

    It 'that can not be furnished does so by itself' {
        $before = Get-Held
        # The package comes after the Lab and its server.
        { Start-LabShop @{ NoSuchParameter = 1 } } | Should -Throw -ErrorId 'NamedParameterNotFound,*NewVmPackageCommand'
        Get-Held | Should -Be $before
    }

    It 'that never was is stopped without a word' {
        { Stop-LabShop $null; Exit-TestStore $null; Stop-Lab $null } | Should -Not -Throw
    }
}
