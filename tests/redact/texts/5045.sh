#!/bin/sh
# test-login.sh - checks whether CCC accepts our login. Never put the password in here!
: "${CCC_USER:?set CCC_USER first}"
printf 'CCC password: ' >&2
stty -echo; IFS= read -r CCC_PASS; stty echo
code=$(curl -s -o /dev/null -w '%{http_code}' -u "$CCC_USER:$CCC_PASS" \
       https://gateway.copyright.com/ag/services/AcademicGateway?wsdl)
unset CCC_PASS
case $code in
  200) echo "login ok" ;;
  401) echo "CCC_107: bad user name or password" ;;
  403) echo "password expired or account locked" ;;
  *)   echo "HTTP $code" ;;
esac
TOKEN=$(cat /run/secrets/ccc_token)
[ -n "$TOKEN" ] || echo "no token file"
