USE [master]
GO
CREATE LOGIN [ill_reporting] WITH PASSWORD = N'It''s4Report$', DEFAULT_DATABASE = [ILLData], CHECK_POLICY = OFF;
GO
ALTER LOGIN ill_reporting WITH PASSWORD='newer-Report$5' OLD_PASSWORD='It''s4Report$';
GO
USE [ILLData]
UPDATE dbo.Customization SET [Value] = 'marlinspike_ccc' WHERE CustKey = 'CCCUserName' AND NVTGC = 'ILL';
UPDATE dbo.Customization SET [Value] = 'barnacle*bill' WHERE CustKey = 'CCCPassword' AND NVTGC = 'ILL';
UPDATE dbo.Customization SET [Value] = '44102' WHERE CustKey = 'CCCLocationID' AND NVTGC = 'ILL';
-- (1 row affected)
