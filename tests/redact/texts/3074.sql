CREATE TABLE dbo.CccAccounts (
    AccountId     int IDENTITY(1,1) PRIMARY KEY,
    NVTGC         varchar(20)   NOT NULL,
    UserName      varchar(50)   NOT NULL,
    Password      varchar(128)  NULL,
    ApiKey        uniqueidentifier NULL,
    Email         nvarchar(100) NULL,
    Phone         varchar(15)   NULL,
    LastError     varchar(20)   NULL  -- e.g. CCC_104
);
SELECT NVTGC, CASE WHEN Password IS NULL THEN 'missing' ELSE 'set' END AS PasswordState FROM dbo.CccAccounts;
