# shellcheck shell=bash

# help [COMMAND]
help() {
  case ${1:-} in
    '') help_all ;;
    up) help_up ;;
    down) help_down ;;
    test) help_test ;;
    prepare) help_prepare ;;
    openapi) help_openapi ;;
    bench) help_bench ;;
    evaluate-picks) help_evaluate_picks ;;
    evaluate-embedding) help_evaluate_embedding ;;
    train) help_train ;;
    help) echo "./dev help [command]" ;;
    *) usage_error "there is no command '$1'" ;;
  esac
}

help_all() {
  cat <<'HELP'
./dev up [--detach] [--fresh]   from a checkout to a playing room
./dev down                      stops it; data stay
./dev test [maven arguments]    every test
./dev openapi                   renews docs/openapi from what the services say
./dev bench [brain] [manager]   how fast both services are, and how that grows
./dev evaluate-picks DIR        replays evenings and says what the picks were worth
./dev evaluate-embedding DIR    says how well the five dimensions are heard in recordings
./dev train CSV                 makes the model anew that hears them
./dev prepare [--dry-run]       only what up and test do first: installs what is missing
./dev help [command]            more about one command

Exit codes
   0  done (Ctrl-C while the room plays is the usual way to stop, and done too)
   1  the build or a test failed
  64  wrong usage
  69  something is missing and could not be installed; the last lines say what
  70  something did not start, or died
  73  cannot write to .roomtone (rights, a full disk)
  75  a port is taken, or Roomtone is already being started
 130  interrupted

Everything it writes stays in .roomtone/: data, logs, the running copy of the build.
HELP
}

help_openapi() {
  cat <<'HELP'
./dev openapi

Writes docs/openapi/brain.yaml and docs/openapi/manager.yaml anew, from what both services say of themselves at /q/openapi.
Run it after a change to a call; `./dev test` fails while the files say something else. It takes about a minute.
HELP
}

help_up() {
  cat <<'HELP'
./dev up [--detach] [--fresh] [--yes]

Installs what is missing (see ./dev help prepare), builds when a source changed, starts roomtone-local (PostgreSQL, Auth
and S3 on this machine) and both services, loads the demo data, waits until the room "garden" plays, prints where
everything is, and then shows the log until Ctrl-C, which stops all that it started.

  --detach, -d   returns when the room plays; ./dev down stops it
  --fresh        first deletes the data of earlier runs in .roomtone; asks, or takes --yes
  --yes, -y      answers yes to questions

Ports, all on 127.0.0.1: 8080 and 9000 brain-service, 8081 and 9001 manager-service, 54321 Auth, 54322 PostgreSQL, 54330 S3.
QUARKUS_HTTP_HOST=0.0.0.0 opens 8080 and 8081 to the network, for a phone: the demo's passwords are known to everybody.
HELP
}

help_down() {
  cat <<'HELP'
./dev down

Stops what ./dev up of this checkout started, in order, and waits for each: services first, then roomtone-local and its
database. Data stay in .roomtone; ./dev up --fresh deletes them.
HELP
}

help_test() {
  cat <<'HELP'
./dev test [maven arguments]

The same preparation as ./dev up, then ./mvnw -B verify with the arguments given. For one module or one test:

  ./dev test -pl brain-service -am
  ./dev test -pl brain-service -am -Dtest=VotingTest -Dsurefire.failIfNoSpecifiedTests=false

ROOMTONE_TEST_DATA may name a folder with recordings in audio/; without it tests synthesise their sounds.
HELP
}

help_bench() {
  cat <<'HELP'
./dev bench [brain] [manager] [--quick] [--only PART] [--json FILE]

Measures the packaged services, or one of them, as processes of their own on a database of their own, one after the other:
  brain    votes beside the same statements by pgbench, ticks of towns of several sizes, from vote to queue, event streams
  manager  polls beside the least of answers and beside a poll that asks the database, uploads beside a plain S3 put, a large fleet
Each takes up to ten minutes and wants the machine for itself. docs/benchmarks.md says how to read it. A missed aim is told
and is no failure.

  --quick      a minute or so: only shows that the program works, its figures mean nothing
  --only PART  votes, queues, streams or ticks of the brain; polls, uploads or fleet of the manager
  --json FILE  where the figures go; by default to .roomtone/bench/
HELP
}

help_evaluate_picks() {
  cat <<'HELP'
./dev evaluate-picks DIR

Replays the evenings of a folder, one JSON file each, through a packaged brain and a database of its own with a clock that
is moved by hand, and prints for each: the mean satisfaction of listeners, the worst served, the tenth percentile, the share
below 0.3, songs repeated at once, the smallest gap between two plays of one song, and how many plays equal the reference's;
beside it what rotation gives, and the reference and the oracles where the file has them. An evening of 80 songs takes
about 10 s. The format of a file is described in roomtone.bench.evening.Evening; one that cannot be replayed ends the run
before it begins (exit code 1, one line that says what is wrong).
HELP
}

help_evaluate_embedding() {
  cat <<'HELP'
./dev evaluate-embedding DIR

Listens to recordings (WAV, MP3, FLAC, OGG Vorbis) and prints, as a table and as JSON, how often the strongest dimension is the
right one, the average precision of each, the confusion, and how well the five are told from other sounds. DIR holds a
folder of recordings for each of rain, sea_waves, thunderstorm, wind and crackling_fire; any other folder counts as other sounds.
HELP
}

help_train() {
  cat <<'HELP'
./dev train CSV

Trains the model that hears the five dimensions, always to the same bytes, and writes it and its attribution to
manager-service/src/main/resources. CSV is a table of features of labelled clips; only clips whose licence allows it are used.
HELP
}

help_prepare() {
  cat <<'HELP'
./dev prepare [--dry-run] [--yes]

Needed are a JDK 25 or later, a PostgreSQL server 15 or later with pgvector, curl and jq. On Debian and Ubuntu, as root
or with sudo after asking, what is missing is installed by apt; pgvector is built from the distribution's source package
where there is no package of it. Tried on Debian 12 and 13; other systems get a line that says what to install, written
with care and untested.

JAVA_HOME is taken when it is a JDK 25 or later; else one is looked for where JDKs are usually put. Likewise
ROOMTONE_POSTGRES_BIN, the directory of initdb and postgres.

  --dry-run      only says what is missing
  --yes, -y      answers yes to questions
HELP
}
