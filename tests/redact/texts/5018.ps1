# Set-CccSettings.ps1  -- pushes CCC values to ILLiad customization table
# rev 4, 2024-08-02
param(
    [string]$SqlServer = 'ILLSQL\PROD',
    [int]$LocationId   = 2290
)
$ErrorActionPreference = 'Stop'

$secpw = ConvertTo-SecureString 'Ty$ker0y_Fjord' -AsPlainText -Force
$cred  = New-Object System.Management.Automation.PSCredential ('HELMSUND\ccc.batch', $secpw)

$pairs = @{
    CCCLocationID = $LocationId
    CCCUserName   = 'helmsund.ill'
    CCCPassword   = "Lutefisk!12"
}
foreach ($k in $pairs.Keys) {
    Invoke-Sqlcmd -ServerInstance $SqlServer -Database ILLData -Credential $cred -Query "UPDATE dbo.Customization SET Value = '$($pairs[$k])' WHERE CustKey = '$k'"
}
Write-Host "done, remember to restart ILLiad System Manager"
