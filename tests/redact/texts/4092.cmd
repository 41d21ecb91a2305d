@echo off
rem nightly export of CCC transactions
net use Z: \\fs02\illexport Heron.Lake.33 /user:FELDMARK\svc_illnight /persistent:no
sqlcmd -S tcp:fmsql01,1433 -d ILLData -U illexp9 -P "Bran!dy wine" -Q "SELECT TransactionNumber, CCCOrder FROM Transactions" -o Z:\ccc.txt
bcp ILLData.dbo.CCCOrders out Z:\orders.dat -c -t, -Sfmsql01 -Uillexp9 -PTallow_66x
schtasks /create /tn "CCC Export" /sc DAILY /st 02:15 /ru FELDMARK\svc_illnight /rp Heron.Lake.33 /tr D:\ILLiad\export.cmd
if errorlevel 1 echo EXPORT FAILED code %errorlevel%
