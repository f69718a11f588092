#!/usr/bin/env bash
# clang-tidy on the sources that changed: against the merge base with origin/main, on main itself against its parent.
. "$(dirname "$0")/common.sh"
most=30  # files; keeps the CI tier inside its time when everything is new

changed() {
  local base
  base=$(git merge-base HEAD origin/main 2>/dev/null) || base=
  if [ -z "$base" ] || [ "$base" = "$(git rev-parse HEAD 2>/dev/null)" ]; then
    base=$(git rev-parse --verify -q HEAD~1) || { find lib include examples tests -name '*.?pp' && return; }
  fi
  git diff --name-only --diff-filter=d "$base" -- && git ls-files --others --exclude-standard
}

# A header is checked through the file that the dev build generates to compile it alone.
as_sources() {
  local file name
  while read -r file; do
    case $file in
      tests/compile_fail/* | tests/package/*) ;;
      lib/*.cpp | examples/*.cpp | tests/*.cpp) echo "$PWD/$file" ;;
      include/*.hpp)
        name=${file#include/}
        echo "$PWD/build/dev/tests/rules/headers/${name//[\/.]/_}.cpp"
        ;;
    esac
  done
}

cmake --preset dev >/dev/null
changed | as_sources | sort -u >"$folder/files"
mapfile -t files <"$folder/files"
known=()
for file in "${files[@]}"; do
  ! grep -qF "\"file\": \"$file\"" build/dev/compile_commands.json || known+=("$file")
done
echo "${#known[@]} files to look at"
if [ "${#known[@]}" -gt "$most" ]; then
  record skipped 0 "$((${#known[@]} - most)) of ${#known[@]} changed files" "at most $most are looked at"
  known=("${known[@]:0:most}")
fi
if [ "${#known[@]}" -eq 0 ]; then
  record passed 0 "nothing changed"
  exit 0
fi
tidy() { printf '%s\0' "${known[@]}" | xargs -0 -n 1 -P 2 clang-tidy-19 -p build/dev --quiet --extra-arg=-Wno-unknown-warning-option; }
check "clang-tidy on ${#known[@]} files" tidy
