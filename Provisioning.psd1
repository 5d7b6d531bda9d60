# The door of a checkout: imports the module that a build laid out. What is published is out/Provisioning, not this file.
@{
    RootModule           = 'out/Provisioning/Provisioning.psd1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5f0a6c0e-6a4f-4d0a-9c55-2f6f4f1b7d63'
    Author               = 'Provisioning contributors'
    CompanyName          = 'Provisioning contributors'
    Copyright            = '(c) Provisioning contributors. MIT License.'
    Description          = 'Provisioning, from a checkout. Build it first: dotnet build Provisioning.sln'

    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')

    # The inner manifest names each one; this passes on what it exports.
    CmdletsToExport      = @('*')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
}
