CREATE TABLE dbo.UsersALL (
  Username nvarchar(50) NOT NULL,
  LastName nvarchar(40) NULL,
  EMailAddress nvarchar(50) NULL,
  Password nvarchar(128) NULL,
  PasswordHint nvarchar(50) NULL,
  Phone nvarchar(15) NULL,
  CONSTRAINT PK_UsersALL PRIMARY KEY CLUSTERED (Username ASC)
);
SELECT Username, Password FROM UsersALL WHERE Password IS NOT NULL;
UPDATE UsersALL SET Password = @NewPassword WHERE Username = @Username;
-- (0 rows affected)
