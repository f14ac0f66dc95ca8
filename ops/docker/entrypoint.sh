#!/bin/sh
# Runs the program with the keystore's password from a file, which a secret of the container's is: so it stands neither in the
# arguments nor in what `docker inspect` shows. exec: signals are the program's.
set -eu
if [ -n "${FUND_KEYSTORE_PASSWORD_FILE:-}" ]; then
  FUND_KEYSTORE_PASSWORD="$(cat "$FUND_KEYSTORE_PASSWORD_FILE")"
  export FUND_KEYSTORE_PASSWORD
fi
exec zke-insurance-fund "$@"
