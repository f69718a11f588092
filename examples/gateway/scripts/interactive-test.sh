#!/usr/bin/env bash
# One request at a time, as you choose them; each answer is shown and judged.
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"
common_options "Asks what to send, sends it, shows the answer, and says whether it is the documented one. Reads choices from the
terminal or, a line each, from standard input." "$@"

menu() {
  cat <<'TEXT'

  1  log in                         4  read the profile with a changed token
  2  read the profile               5  ask for a page that is not there
  3  read it without a token        q  end
TEXT
}

# ask PROMPT [read's options...]: sets `line`. Fails at the end of the input.
ask() {
  printf '%s' "$1"
  IFS= read -r "${@:2}" line || return 1
  if [ ! -t 0 ] || [ $# -gt 1 ]; then echo; fi  # what a person typed ended the line already, unless it was hidden
}

shown() {
  printf '  %s\n' "$status"
  sed -E 's/(eyJ[A-Za-z0-9_-]{13})[A-Za-z0-9_.-]+/\1…/; s/^/  /' "$work/body" | head -n 5
  echo
}

token_kept=''
need_token() {
  [ -n "$token_kept" ] || echo "  There is no token yet: log in first (1)."
  [ -n "$token_kept" ]
}

choose() {
  case $line in
    1)
      ask "Name [alice]: " || return 0
      local name=${line:-alice}
      ask "Password [password123]: " -s || return 0
      log_in "$name" "${line:-password123}"
      shown
      check "$name logs in" 200 "$status"
      token_kept=$token
      ;;
    2) need_token || return 0
      with_token "$token_kept" GET /api/v1/user/profile
      shown
      check "the profile is there" 200 "$status"
      ;;
    3)
      request GET /api/v1/user/profile
      shown
      check "without a token there is none" 401 "$status"
      ;;
    4) need_token || return 0
      with_token "${token_kept%.*}.${token_kept%%.*}" GET /api/v1/user/profile
      shown
      check "a changed token is refused" 401 "$status"
      ;;
    5)
      request GET /nothing
      shown
      check "there is nothing" 404 "$status"
      ;;
    *) echo "  Choose one of the menu." ;;
  esac
}

menu
while ask "Choice: "; do
  [ "$line" != q ] || break
  choose
done
end
