-- ticket 77341: move CCC account to new pooled login
USE ILLData;
GO
UPDATE dbo.Customization SET Value = 'O''Rourke-Pass1' WHERE CustKey = 'CCCPassword';
UPDATE dbo.Customization SET Value = 'ballina_pool'   WHERE CustKey = 'CCCUserName';
INSERT INTO dbo.Users (Username, Password, PasswordHint, LastName, FirstName, EMailAddress)
VALUES ('bcorrigan9', 'moy-salmon', NULL, 'x', 'x', NULL);
ALTER LOGIN [illiadstaff] WITH PASSWORD = N'Kill@la.Bay' UNLOCK;
SELECT TransactionNumber, TransactionStatus FROM dbo.Transactions WHERE CCCOrder IS NULL;
EXEC sp_change_users_login 'Report';
GO
