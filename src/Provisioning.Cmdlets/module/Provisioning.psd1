@{
    RootModule           = 'Provisioning.Cmdlets.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '5f0a6c0e-6a4f-4d0a-9c55-2f6f4f1b7d63'
    Author               = 'Provisioning contributors'
    CompanyName          = 'Provisioning contributors'
    Copyright            = '(c) Provisioning contributors. MIT License.'
    Description          = 'Carries an order for a virtual machine on Proxmox VE from creation to ready, through suspension, package change and termination, and never loses track of what it did.'

    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')

    FormatsToProcess     = @('Provisioning.Format.ps1xml')
    CmdletsToExport      = @(
        'Get-Zz'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()

    PrivateData          = @{
        PSData = @{
            Tags = @('PSEdition_Core', 'Windows', 'Linux', 'MacOS', 'Proxmox', 'Provisioning', 'Hosting', 'VirtualMachine')
        }
    }
}
