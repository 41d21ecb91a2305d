# Check-CccOrders.ps1   run nightly by Task Scheduler on ILLSRV
# last change: 2023-12-01 (new password)
param([int]$Days = 3)

$sqlServer = "ILLSRV\SQLEXPRESS"
$sqlUser   = "illreports"
$sqlPwd    = "Gr3yHeron!"
$cs = "Server=$sqlServer;Database=ILLData;User ID=$sqlUser;Password=$sqlPwd;"

$secure = ConvertTo-SecureString 'Moorland-88-Ccc' -AsPlainText -Force
$cred   = New-Object System.Management.Automation.PSCredential ('ccc_moorland', $secure)

$q = "SELECT TransactionNumber, CCCOrder FROM Transactions WHERE TransactionStatus='Awaiting CCC' AND TransactionDate > DATEADD(d,-$Days,GETDATE())"
$rows = Invoke-Sqlcmd -ConnectionString $cs -Query $q
foreach ($r in $rows) {
    try {
        Invoke-WebRequest -Uri "https://www.copyright.com/academicgateway/status?order=$($r.CCCOrder)" -Credential $cred -UseBasicParsing | Out-Null
    } catch {
        Add-Content D:\Logs\ccc_check.log "$(Get-Date -f s) $($r.TransactionNumber) $($_.Exception.Message)"
    }
}
