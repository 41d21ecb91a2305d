<#
.SYNOPSIS  Places a test order against the CCC Marketplace sandbox.
.NOTES     The API key is read from the vault; never put a password or key in here.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $LocationId,
    [string] $BaseUrl = 'https://marketplace.copyright.com/api/v2'
)
$apiKey   = Get-Secret -Name 'ccc-marketplace' -AsPlainText
$password = Read-Host -Prompt 'CCC password' -AsSecureString
$headers  = @{ Authorization = "Bearer $apiKey"; 'Content-Type' = 'application/json' }
$body     = @{ locationId = $LocationId; issn = '0036-8075'; pages = 3 } | ConvertTo-Json
try {
    Invoke-RestMethod -Method Post -Uri "$BaseUrl/orders" -Headers $headers -Body $body
} catch {
    Write-Warning "Order failed: $($_.Exception.Message)"   # BAD_PARAMETER, USER_MISCONFIGURED ...
    if ($env:CCC_PASSWORD) { Write-Verbose 'CCC_PASSWORD is set' }
}
