@echo off
rem ===== CCC_EXPORT.BAT  (task "CCC export", runs 05:30) =====
set SRV=\\nas2.tregaron.example\ccc$
set CCC_USR=tregaron.llyfrgell
set CCC_PWD=Cors^&Caron12
net use Z: %SRV% /user:TREGARON\ccccopy barcud-coch-8 /persistent:no
if errorlevel 1 goto :err
"C:\Program Files (x86)\Atlas\CCCExport.exe" /login:%CCC_USR% /pw:%CCC_PWD% /loc:31205 /out:Z:\export.csv
copy "C:\Users\eleri.prydderch\Desktop\notes.txt" Z:\
net use Z: /delete
goto :eof
:err
echo System error 1326 has occurred. The user name or password is incorrect. >> %TEMP%\ccc.log
