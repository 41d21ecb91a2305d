USE ILLData;
GO
-- ticket 55821: reset CCC credentials for site LAW
UPDATE Customization SET Value = 'lawlibdocs' WHERE CustKey = 'CCCUserName' AND NVTGC = 'LAW';
UPDATE Customization SET Value = 'Quarry*Mint60' WHERE CustKey = 'CCCPassword' AND NVTGC = 'LAW';
UPDATE Customization SET Value = 'Yes' WHERE CustKey = 'CCCUseWebService' AND NVTGC = 'LAW';
GO
