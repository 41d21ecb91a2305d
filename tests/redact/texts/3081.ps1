$headers = @{ 'ApiKey' = '9e41c7d2-0b6f-4a85-93c1-f7d85e2b6a04'; 'Accept' = 'application/json; version=1' }
$cred = New-Object PSCredential('ccc-orders', (ConvertTo-SecureString 'Larch#Vane#15' -AsPlainText -Force))
Invoke-RestMethod -Uri 'https://ill.ravensby.example.edu/ILLiadWebPlatform/Transaction/128840' -Headers $headers -Method Get
# -> Invoke-RestMethod : The remote server returned an error: (404) Not Found.
