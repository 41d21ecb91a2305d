-- fix CCC login after migration, ticket 30912
UPDATE Customization SET Value = N'Quoin''sRest_4' WHERE CustKey = 'CCCPassword' AND Site = 'ILL';
INSERT INTO LocalWebUsers (UserName, Password, EMail, SiteCode, Active)
VALUES (N'tbellward', N'R00k&Pawn', N'tbellward@ashcombe.ac.uk', 'MAIN', 1);
CREATE LOGIN [ares_rpt] WITH PASSWORD = N'Gannet~Cove', CHECK_POLICY = OFF;
SELECT CustKey, Site FROM Customization WHERE CustKey LIKE 'CCC%'; -- 6 rows
