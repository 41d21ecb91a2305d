#!/bin/bash
# ccc_poll.sh - cron: 15 * * * * /home/rkowalczuk/bin/ccc_poll.sh
set -eu
BASE=https://www.copyright.com/academicgateway/services
CCC_USER=ilvermoor
CCC_PASS='Heather+Gorse7'
LOC=1611208
OUT=/home/rkowalczuk/ccc/$(date +%F).xml

curl -sS -u "$CCC_USER:$CCC_PASS" "$BASE/orders?location=$LOC" -o "$OUT"

mysql -h db2.ilvermoor.example -u cccload -pQ8-trout-Line ccc_orders <<SQL
LOAD XML LOCAL INFILE '$OUT' INTO TABLE orders ROWS IDENTIFIED BY '<order>';
SQL

grep -c '<status>FAILED' "$OUT" || true
