#!/usr/bin/env bash
# nightly: pull price list from CCC, push to Ares box    crontab: 15 2 * * *
set -euo pipefail
USR=penlee-ares
PW='Mousehole#Cat4'
TOKEN=$(curl -s -u "$USR:$PW" https://api.copyright.example/oauth/token | jq -r .access_token)
OUT=/var/tmp/ccc-$(date +%F).csv

curl -fsS -H "Authorization: Bearer $TOKEN" "https://api.copyright.example/mp/prices?format=csv" -o "$OUT"
# curl -u penlee-ares:Mousehole#Cat3 https://api.copyright.example/mp/ping     # worked till March
sshpass -p N3wlyn-Qu4y scp "$OUT" ares01.penlee.example:/srv/in/
mysql -h db1 -uares_load -pLamorna!load ares -e "LOAD DATA LOCAL INFILE '$OUT' INTO TABLE price"
rm -f "$OUT"; logger -t ccc-nightly "ok"
