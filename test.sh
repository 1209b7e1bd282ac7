#!/usr/bin/env bash
# Runs every test. Installs from Debian or Ubuntu packages what the tests need and the machine lacks, when it may;
# otherwise says what will be skipped.
#   ./test.sh quick     the unit and component tests alone; needs nothing
#   ./test.sh faults    the fault suite in its full form; takes hours
#   ./test.sh limits    measures what one instance carries and writes docs/limits.md; takes two minutes
#   ./test.sh screenshots  draws every page at three widths, light and dark, in both languages, into artifacts/screenshots
#   ./test.sh mutation Preferences Pages  changes the code of those folders of Notifications, a bit at a time, and asks whether one of their
#                       tests minds; `.` is what lies in none, and without a name it is the whole of Notifications, which takes hours
#   ./test.sh lighthouse  asks Lighthouse what it thinks of readers' pages and writes docs/lighthouse.md; takes a minute
#   ./test.sh size      makes a blog of 100,000 posts on each database, measures its pages and writes docs/size.md; takes a quarter of an hour
#   ./test.sh compare   measures the transports and writes BlogBlazor/Notifications/TRANSPORTS.md; takes seven minutes
# Other arguments go to `dotnet test`, for example: ./test.sh --filter FullyQualifiedName~Notifications
set -uo pipefail
cd "$(dirname "$0")"

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

need() { # command-or-path package what-is-skipped
  { command -v "$1" || compgen -G "$1"; } >/dev/null && return
  echo "Installing $2 …" >&2
  as_root apt-get install -y -qq "$2" >/dev/null 2>&1 \
    || { as_root apt-get update -qq >/dev/null 2>&1 && as_root apt-get install -y -qq "$2" >/dev/null 2>&1; } \
    || echo "No $2 on this machine and no right to install it: $3 will be skipped." >&2
}

mutate() { # folders-of-Notifications
  local folder slow patterns=() names=() output=BlogBlazor.Tests/bin/Debug/net10.0
  for folder in "${@:-}"; do
    [ -d "BlogBlazor/Notifications/$folder" ] || { echo "Notifications has no folder $folder." >&2; return 1; }
    case "$folder" in
      .) patterns+=(--mutate "Notifications/*.cs") ;;
      *) patterns+=(--mutate "Notifications/${folder:+$folder/}**/*.cs") ;;
    esac
    if [ "$folder" = . ]; then
      for class in BlogBlazor.Tests/Notifications/*Tests.cs; do names+=("FullyQualifiedName~.$(basename "$class" .cs)."); done
    elif [ -d "BlogBlazor.Tests/Notifications/$folder" ]; then
      names+=("FullyQualifiedName~BlogBlazor.Tests.Notifications.${folder:+$folder.}")
    fi
  done
  # What has no tests under its own name is asked by those of what is named with it, or, alone, by all.
  names=("${names[@]:-FullyQualifiedName~BlogBlazor.Tests.Notifications.}")
  # This runner's filter knows no categories: the slow ones are named.
  slow=$(grep -rl 'Trait("Category", "Slow")' --include='*.cs' BlogBlazor.Tests/Notifications | sed 's|.*/|\&FullyQualifiedName!~|; s|\.cs$||' | tr -d '\n')
  # The first test that minds is enough. Two at once: much of it is waiting. Every test starts an application, whose code runs
  # once: not to optimise it takes half the time.
  mkdir -p "$output" && echo '{ "stopOnFail": true }' > "$output/xunit.runner.json" && trap "rm '$PWD/$output/xunit.runner.json'" EXIT
  dotnet tool restore && cd BlogBlazor.Tests && DOTNET_JITMinOpts=1 MUTATION=true TEST_PATIENCE=4 dotnet stryker --test-runner mtp --project BlogBlazor.csproj "${patterns[@]}" \
    --test-case-filter "(($(IFS='|'; echo "${names[*]}"))$slow)|FullyQualifiedName~BlogBlazor.Tests.Data.ModelTests" \
    --reporter cleartext --reporter json --output ../artifacts/mutation --skip-version-check --concurrency 2
}

if [ "${1:-}" = mutation ]; then
  mutate "${@:2}"
  exit
fi

measure= tests=
case "${1:-}" in
  compare) measure=COMPARE tests=TransportComparison ;;
  limits) measure=LIMITS tests=LimitsTests ;;
  lighthouse) measure=LIGHTHOUSE tests=LighthouseTests ;;
  size) measure=SIZE tests=Scale.SizeTests ;;
  screenshots) measure=SCREENSHOTS tests=ScreenshotTests ;;
  faults) measure=FAULTS tests=BlogBlazor.Tests.Faults ;;
esac
if [ "${1:-}" = quick ]; then
  shift
  set -- --filter "Category!=Integration&Category!=Slow" "$@"
else
  need '/usr/lib/postgresql/*/bin/postgres' postgresql "everything that runs on PostgreSQL"
  need redis-server redis-server "the tests against a real Redis"
  need /usr/sbin/nginx nginx "the tests across two instances behind nginx"
  need chromium chromium "the tests in a real browser"
  need node nodejs "the tests of the JavaScript client"
  need npm npm "the check of the AsyncAPI document and the tests of SignalR's JavaScript client"
fi
if [ -n "$measure" ]; then
  shift
  export "$measure=full"
  set -- --filter "FullyQualifiedName~$tests" --logger "console;verbosity=detailed" "$@"
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
# In a run of all tests one that hangs is given up, by its name.
hang=()
[ $# = 0 ] && hang=(--blame-hang-timeout 15m --blame-hang-dump-type none)
run() { dotnet test BlogBlazor.sln --results-directory "$results" --logger "trx;LogFileName=$1.trx" "${hang[@]}" "${@:2}"; }
run sqlite "$@"
status=$?
if [ $# = 0 ]; then
  echo "Once more on PostgreSQL, what does not bring a database of its own:"
  TEST_DATABASE=PostgreSQL run postgresql --no-build --filter "(Category=Integration|Category=Slow)&Database!=Own" || status=1
fi

count() { grep -ohP "<Counters [^>]*\b$1=\"\K[0-9]+" "$results"/*.trx 2>/dev/null | awk '{n += $1} END {print n + 0}'; }
total=$(count total) passed=$(count passed) executed=$(count executed)
hung=$(cat "$results"/*/Sequence*.xml 2>/dev/null | grep -c 'Completed="False"')
[ "$hung" = 0 ] || pkill -f "^$PWD/BlogBlazor.Tests/bin/.*@@" # It outlives the run that gave it up.
echo "$passed passed, $((executed - passed + hung)) failed, $((total - executed)) skipped"
[ "$status" -eq 0 ] && [ "$total" -gt 0 ]
