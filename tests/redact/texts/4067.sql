CREATE TABLE dbo.UsersALL (
  Username nvarchar(50) NOT NULL CONSTRAINT PK_UsersALL PRIMARY KEY,
  Password nvarchar(255) NULL,
  EMailAddress nvarchar(50) NULL,
  Phone nvarchar(15) NULL,
  PasswordHint nvarchar(255) NULL,
  LastChangedDate datetime NULL DEFAULT (getdate())
);
UPDATE UsersALL SET Password = NULL, PasswordHint = '' WHERE AuthType = 'LDAP';
SELECT COUNT(*) FROM UsersALL WHERE Password IS NOT NULL;
