-- nightly export, ILLData -> warehouse
SELECT t.TransactionNumber AS CCC_TN, c.CCCOrderNumber AS CCC_ORDER_NO, c.CCCPublicationID AS CCC_PUB,
       CASE WHEN c.Fee > 500 THEN 'CCC_HIGH' ELSE 'CCC_STD' END AS CCC_BAND
INTO   stage.CCC_2026_Q2
FROM   Transactions t LEFT JOIN CopyrightPayments c ON c.TN = t.TransactionNumber
WHERE  t.TransactionStatus NOT IN ('Cancelled by ILL Staff', 'Awaiting Denied Processing');
-- (504 rows affected), errors: 0
-- index IX_CCC_1000 rebuilt, XCCC_205 dropped
